/*
 * Preloaded into a process, this library writes down, in order, what the process asks of the disk below $DISKLOG_ROOT:
 * one record an operation, with its data, appended to $DISKLOG_FILE. Several processes may share a log: a record is one
 * write() to a file opened for appending. What is written to $DISKLOG_MARKS becomes a MARK instead, and what goes out
 * over TCP a SEND: so the log shows what was on its way to the disk when something was said to the world.
 *
 * An operation is logged before it is done, a sync at its beginning and, when it succeeded, at its end.
 * Not covered: memory-mapped writes (SQLite maps only its -shm file, which no recovery reads), io_uring, fopen().
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 1, MKDIR, WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END, UNLINK, RENAME, MARK, SEND };

struct record {
  char magic[4];
  uint32_t op, pid, path_bytes, other_bytes, data_bytes;
  uint64_t inode;
  int64_t at;
};

static pthread_mutex_t one_at_a_time = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

#define REAL(name) ({ static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name); real; })

static int log_fd(void) {
  static int fd = -1;
  static pid_t owner;
  if (fd < 0 || owner != getpid()) {
    const char *file = getenv("DISKLOG_FILE");
    if (!file) return -1;
    fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    owner = getpid();
  }
  return fd;
}

static void note(uint32_t op, uint64_t inode, int64_t at, const char *path, const char *other, const void *data, size_t bytes) {
  int saved = errno;
  struct record record = {{'D', 'L', 'O', 'G'}, op, (uint32_t)getpid(), 0, 0, (uint32_t)bytes, inode, at};
  record.path_bytes = path ? (uint32_t)strlen(path) : 0;
  record.other_bytes = other ? (uint32_t)strlen(other) : 0;
  struct iovec parts[4] = {{&record, sizeof record},
                           {(void *)path, record.path_bytes},
                           {(void *)other, record.other_bytes},
                           {(void *)data, bytes}};
  ssize_t whole = (ssize_t)(sizeof record + record.path_bytes + record.other_bytes + bytes);
  int fd = log_fd();
  if (fd >= 0 && syscall(SYS_writev, fd, parts, 4) != whole) abort();
  errno = saved;
}

static int below_root(const char *path) {
  static const char *root;
  static size_t length;
  if (!root) {
    root = getenv("DISKLOG_ROOT");
    if (!root) root = "";
    length = strlen(root);
  }
  return length > 0 && strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == '\0' || path[length] == ' ');
}

static int is_marks(const char *path) {
  const char *marks = getenv("DISKLOG_MARKS");
  return marks && strcmp(path, marks) == 0;
}

/* The path of a descriptor; empty for what is no file. */
static void path_of(int fd, char path[PATH_MAX]) {
  char link[64];
  int saved = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = '\0';
  errno = saved;
}

/* An absolute path of what a call named. */
static void resolve(int folder, const char *name, char path[PATH_MAX]) {
  char base[PATH_MAX];
  if (name[0] == '/') {
    snprintf(path, PATH_MAX, "%s", name);
    return;
  }
  if (folder == AT_FDCWD) {
    if (!getcwd(base, sizeof base)) base[0] = '\0';
  } else path_of(folder, base);
  if (snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) path[0] = '\0';
}

static uint64_t inode_of(int fd, int *is_folder) {
  struct stat status;
  if (fstat(fd, &status) != 0) return 0;
  if (is_folder) *is_folder = S_ISDIR(status.st_mode);
  return status.st_ino;
}

static int is_tcp(int fd) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  int saved = errno;
  int inet = getsockname(fd, (struct sockaddr *)&address, &length) == 0 && address.ss_family == AF_INET;
  errno = saved;
  return inet;
}

/* What is about to be written: at a place, or at -1 for where the descriptor stands. */
static void note_write(int fd, const struct iovec *parts, int count, int64_t at) {
  char path[PATH_MAX];
  path_of(fd, path);
  int marks = is_marks(path), tcp = strncmp(path, "socket:", 7) == 0 && is_tcp(fd);
  if (!marks && !tcp && !below_root(path)) return;
  uint64_t inode = inode_of(fd, NULL);
  if (at < 0 && !tcp) at = fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
  for (int part = 0; part < count; part++) {
    if (parts[part].iov_len == 0) continue;
    note(marks ? MARK : tcp ? SEND : WRITE, inode, at, path, NULL, parts[part].iov_base, parts[part].iov_len);
    if (at >= 0) at += (int64_t)parts[part].iov_len;
  }
}

#define LOCKED(type, before, call)                                                                                     \
  pthread_mutex_lock(&one_at_a_time);                                                                                  \
  before;                                                                                                              \
  type result = call;                                                                                                  \
  int after = errno;                                                                                                   \
  pthread_mutex_unlock(&one_at_a_time);                                                                                \
  errno = after;                                                                                                       \
  return result

#define ONE(buffer, bytes) &(struct iovec){(void *)(buffer), (bytes)}, 1

ssize_t write(int fd, const void *data, size_t bytes) {
  LOCKED(ssize_t, note_write(fd, ONE(data, bytes), -1), REAL(write)(fd, data, bytes));
}
ssize_t pwrite(int fd, const void *data, size_t bytes, off_t at) {
  LOCKED(ssize_t, note_write(fd, ONE(data, bytes), at), REAL(pwrite)(fd, data, bytes, at));
}
ssize_t pwrite64(int fd, const void *data, size_t bytes, off64_t at) {
  LOCKED(ssize_t, note_write(fd, ONE(data, bytes), at), REAL(pwrite64)(fd, data, bytes, at));
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  LOCKED(ssize_t, note_write(fd, parts, count, -1), REAL(writev)(fd, parts, count));
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  LOCKED(ssize_t, note_write(fd, parts, count, at), REAL(pwritev)(fd, parts, count, at));
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
  LOCKED(ssize_t, note_write(fd, parts, count, at), REAL(pwritev64)(fd, parts, count, at));
}
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  LOCKED(ssize_t, note_write(fd, message->msg_iov, (int)message->msg_iovlen, -1), REAL(sendmsg)(fd, message, flags));
}

/* Copying inside the kernel is refused, so that whoever copies falls back to reading and writing. */
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t bytes, unsigned flags) {
  (void)in, (void)in_at, (void)out, (void)out_at, (void)bytes, (void)flags;
  errno = EXDEV;
  return -1;
}
ssize_t sendfile(int out, int in, off_t *at, size_t bytes) {
  (void)out, (void)in, (void)at, (void)bytes;
  errno = EINVAL;
  return -1;
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t bytes) { return sendfile(out, in, (off_t *)at, bytes); }

/* libuv asks the kernel for it past libc's own function. */
long syscall(long number, ...) {
  long a[6];
  va_list rest;
  if (number == SYS_copy_file_range) {
    errno = EXDEV;
    return -1;
  }
  va_start(rest, number);
  for (int n = 0; n < 6; n++) a[n] = va_arg(rest, long);
  va_end(rest);
  return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void note_truncate(int fd, int64_t bytes) {
  char path[PATH_MAX];
  path_of(fd, path);
  if (below_root(path)) note(TRUNCATE, inode_of(fd, NULL), bytes, path, NULL, NULL, 0);
}
int ftruncate(int fd, off_t bytes) { LOCKED(int, note_truncate(fd, bytes), REAL(ftruncate)(fd, bytes)); }
int ftruncate64(int fd, off64_t bytes) { LOCKED(int, note_truncate(fd, bytes), REAL(ftruncate64)(fd, bytes)); }

static int synced(int fd, int (*sync)(int)) {
  char path[PATH_MAX];
  int is_folder = 0;
  path_of(fd, path);
  int ours = below_root(path);
  uint64_t inode = inode_of(fd, &is_folder);
  if (ours) note(SYNC_BEGIN, inode, is_folder, path, NULL, NULL, 0);
  int result = sync(fd), saved = errno;
  if (ours && result == 0) note(SYNC_END, inode, is_folder, path, NULL, NULL, 0);
  errno = saved;
  return result;
}
int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

static int opened(int (*real)(int, const char *, int, ...), int folder, const char *name, int flags, mode_t mode) {
  char path[PATH_MAX];
  struct stat status;
  resolve(folder, name, path);
  if (!below_root(path) || !(flags & (O_CREAT | O_TRUNC))) return real(folder, name, flags, mode);
  pthread_mutex_lock(&one_at_a_time);
  int existed = fstatat(folder, name, &status, 0) == 0;
  int fd = real(folder, name, flags, mode), saved = errno;
  if (fd >= 0 && !existed) note(CREATE, inode_of(fd, NULL), 0, path, NULL, NULL, 0);
  else if (fd >= 0 && (flags & O_TRUNC)) note(TRUNCATE, inode_of(fd, NULL), 0, path, NULL, NULL, 0);
  pthread_mutex_unlock(&one_at_a_time);
  errno = saved;
  return fd;
}
#define MODE(flags) ({ mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } mode; })
int open(const char *name, int flags, ...) { return opened(REAL(openat), AT_FDCWD, name, flags, MODE(flags)); }
int open64(const char *name, int flags, ...) { return opened(REAL(openat64), AT_FDCWD, name, flags, MODE(flags)); }
int openat(int folder, const char *name, int flags, ...) { return opened(REAL(openat), folder, name, flags, MODE(flags)); }
int openat64(int folder, const char *name, int flags, ...) { return opened(REAL(openat64), folder, name, flags, MODE(flags)); }

int mkdir(const char *name, mode_t mode) {
  char path[PATH_MAX];
  struct stat status;
  int result = REAL(mkdir)(name, mode), saved = errno;
  resolve(AT_FDCWD, name, path);
  if (result == 0 && below_root(path) && stat(name, &status) == 0) note(MKDIR, status.st_ino, 0, path, NULL, NULL, 0);
  errno = saved;
  return result;
}

static void note_name(uint32_t op, int folder, const char *name) {
  char path[PATH_MAX];
  struct stat status;
  resolve(folder, name, path);
  if (below_root(path) && fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
    note(op, status.st_ino, 0, path, NULL, NULL, 0);
}
int unlink(const char *name) { LOCKED(int, note_name(UNLINK, AT_FDCWD, name), REAL(unlink)(name)); }
int rmdir(const char *name) { LOCKED(int, note_name(UNLINK, AT_FDCWD, name), REAL(rmdir)(name)); }
int remove(const char *name) { LOCKED(int, note_name(UNLINK, AT_FDCWD, name), REAL(remove)(name)); }
int unlinkat(int folder, const char *name, int flags) {
  LOCKED(int, note_name(UNLINK, folder, name), REAL(unlinkat)(folder, name, flags));
}

static void note_rename(const char *from, const char *to) {
  char before[PATH_MAX], after[PATH_MAX];
  struct stat status;
  resolve(AT_FDCWD, from, before);
  resolve(AT_FDCWD, to, after);
  if ((below_root(before) || below_root(after)) && stat(from, &status) == 0)
    note(RENAME, status.st_ino, 0, before, after, NULL, 0);
}
int rename(const char *from, const char *to) { LOCKED(int, note_rename(from, to), REAL(rename)(from, to)); }
