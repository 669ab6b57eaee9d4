/*
 * Preloaded into a process, this library lets simulated devices stand behind /dev/hidrawN: opening one connects to the
 * Unix socket $HIDSIM_DIR/hidrawN.sock, reports travel over it framed by their length (u16, little-endian), and the
 * report descriptor comes from $HIDSIM_DIR/hidrawN.desc. umockdev supplies sysfs and udev, but its pty merges reports
 * that come in a burst; hidraw never does.
 *
 * Not covered: HIDIOCGRAWINFO and its like (getDeviceInfo), feature reports.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/hidraw.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

enum { FD_MAX = 4096, REPORT_MAX = 4096, HIDRAW_MAJOR = 241 };

/* What each file descriptor stands for: 0 = not ours, n + 1 = hidraw n. */
static int device_of[FD_MAX];

static int ours(int fd) { return fd >= 0 && fd < FD_MAX && device_of[fd] != 0; }

static const char *folder(void) { return getenv("HIDSIM_DIR"); }

/* The device's number when the path is one of ours, otherwise -1. */
static int device_number(const char *path) {
  int number;
  char rest;
  if (folder() == NULL || path == NULL) return -1;
  return sscanf(path, "/dev/hidraw%d%c", &number, &rest) == 1 ? number : -1;
}

static int connect_device(int number) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int length = snprintf(address.sun_path, sizeof address.sun_path, "%s/hidraw%d.sock", folder(), number);
  if (length < 0 || (size_t)length >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (fd >= FD_MAX || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
    int reason = errno;
    close(fd);
    /* The socket's file has the device's permissions, and the kernel checks them. */
    errno = reason == EACCES || reason == EPERM ? EACCES : ENOENT;
    return -1;
  }
  device_of[fd] = number + 1;
  return fd;
}

#define INTERPOSE_OPEN(name)                                                    \
  int name(const char *path, int flags, ...) {                                  \
    static int (*real)(const char *, int, ...);                                 \
    int number = device_number(path);                                           \
    if (number >= 0) return connect_device(number);                             \
    mode_t mode = 0;                                                            \
    if (flags & (O_CREAT | O_TMPFILE)) {                                        \
      va_list more;                                                             \
      va_start(more, flags);                                                    \
      mode = va_arg(more, mode_t);                                              \
      va_end(more);                                                             \
    }                                                                           \
    if (real == NULL) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name); \
    return real(path, flags, mode);                                             \
  }
INTERPOSE_OPEN(open)
INTERPOSE_OPEN(open64)

int close(int fd) {
  static int (*real)(int);
  if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "close");
  if (ours(fd)) device_of[fd] = 0;
  return real(fd);
}

static int receive_whole(int fd, uint8_t *into, size_t length) {
  ssize_t got = recv(fd, into, length, MSG_WAITALL);
  if (got == (ssize_t)length) return 0;
  errno = EIO;
  return -1;
}

/* One report a read, as hidraw does; the end of the connection is the device's unplugging. */
ssize_t read(int fd, void *into, size_t room) {
  static ssize_t (*real)(int, void *, size_t);
  if (real == NULL) real = (ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
  if (!ours(fd)) return real(fd, into, room);
  uint8_t head[2], report[REPORT_MAX];
  if (receive_whole(fd, head, sizeof head) < 0) return -1;
  size_t length = head[0] | head[1] << 8;
  if (length > sizeof report) {
    errno = EIO;
    return -1;
  }
  if (receive_whole(fd, report, length) < 0) return -1;
  if (length > room) length = room;
  memcpy(into, report, length);
  return (ssize_t)length;
}

ssize_t write(int fd, const void *from, size_t length) {
  static ssize_t (*real)(int, const void *, size_t);
  if (real == NULL) real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  if (!ours(fd)) return real(fd, from, length);
  uint8_t framed[2 + REPORT_MAX];
  if (length > REPORT_MAX) length = REPORT_MAX;
  framed[0] = length & 0xff;
  framed[1] = length >> 8;
  memcpy(framed + 2, from, length);
  return send(fd, framed, length + 2, MSG_NOSIGNAL) < 0 ? -1 : (ssize_t)length;
}

static FILE *open_descriptor(int fd) {
  char path[512];
  snprintf(path, sizeof path, "%s/hidraw%d.desc", folder(), device_of[fd] - 1);
  return fopen(path, "rb");
}

int ioctl(int fd, unsigned long request, ...) {
  static int (*real)(int, unsigned long, ...);
  va_list more;
  va_start(more, request);
  void *argument = va_arg(more, void *);
  va_end(more);
  if (real == NULL) real = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
  if (!ours(fd)) return real(fd, request, argument);
  if (request != HIDIOCGRDESCSIZE && request != HIDIOCGRDESC) {
    errno = EINVAL;
    return -1;
  }
  uint8_t bytes[HID_MAX_DESCRIPTOR_SIZE];
  FILE *file = open_descriptor(fd);
  if (file == NULL) return -1;
  size_t length = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  if (request == HIDIOCGRDESCSIZE) {
    *(int *)argument = (int)length;
    return 0;
  }
  struct hidraw_report_descriptor *descriptor = argument;
  if (descriptor->size > length) descriptor->size = length;
  memcpy(descriptor->value, bytes, descriptor->size);
  return 0;
}

/* hidapi finds a device's sysfs entry by the number of its character device. */
#define INTERPOSE_FSTAT(name, type)                                             \
  int name(int fd, struct type *status) {                                       \
    static int (*real)(int, struct type *);                                     \
    if (real == NULL) real = (int (*)(int, struct type *))dlsym(RTLD_NEXT, #name); \
    int result = real(fd, status);                                              \
    if (result == 0 && ours(fd)) {                                              \
      status->st_mode = S_IFCHR | 0600;                                         \
      status->st_rdev = makedev(HIDRAW_MAJOR, device_of[fd] - 1);               \
    }                                                                           \
    return result;                                                              \
  }
INTERPOSE_FSTAT(fstat, stat)
INTERPOSE_FSTAT(fstat64, stat64)
