// Sets up what a target needs, then runs it: `node bootstrap.mjs TARGET [arguments]`. Built-ins only, and plain
// JavaScript, because it runs before anything is installed and on a Node (20) that the program itself refuses.
// All it says goes to standard error, so that answers on standard output stay clean.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const home = dirname(fileURLToPath(import.meta.url))
const inHome = (...parts) => join(home, ...parts)
const say = (text) => process.stderr.write(`${text}\n`)

/** `module` exports main(argv): Promise<exit code>; `program` is run as it is; `allDay` stands idle most of its time. */
const targets = {
  start: { module: 'main/cli.ts', leading: ['station'], debian: true, renderer: true, allDay: true },
  bondmark: { module: 'main/cli.ts', leading: [], debian: false, renderer: false },
  test: {
    module: 'test/closing-line/run-all.ts',
    leading: [],
    debian: true,
    renderer: true,
    retryDebian: true,
  },
  check: { module: 'test/closing-line/run-all.ts', leading: ['--static'], debian: false, renderer: false },
  'test:unit': { program: 'node_modules/vitest/vitest.mjs', leading: ['run'], debian: true, renderer: true },
  'test:e2e': {
    program: 'node_modules/@playwright/test/cli.js',
    leading: ['test'],
    debian: true,
    renderer: true,
  },
  'test:soak': { program: 'test/soak/soak.ts', leading: [], debian: false, renderer: true },
  'test:fuzz': { program: 'test/fuzz/fuzz.ts', leading: [], debian: false, renderer: false },
  bench: { program: 'test/bench/main.ts', leading: [], debian: false, renderer: false },
  'build:electron': { module: 'main/hosts/bundle-electron.ts', leading: [], debian: false, renderer: true },
  'set-up': { leading: [], debian: true, renderer: true, retryDebian: true },
}

/** Debian package → any one of these paths means that it is there. `*` stands for one folder name. */
const debianPackages = {
  chromium: ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'],
  umockdev: ['/usr/bin/umockdev-run'],
  socat: ['/usr/bin/socat'],
  gcc: ['/usr/bin/gcc'],
  'libc6-dev': ['/usr/include/stdio.h'],
  xxd: ['/usr/bin/xxd'],
  'libusb-1.0-0': ['/usr/lib/*/libusb-1.0.so.0', '/lib/*/libusb-1.0.so.0'],
  libudev1: ['/usr/lib/*/libudev.so.1', '/lib/*/libudev.so.1'],
  udev: ['/usr/bin/udevadm', '/bin/udevadm', '/sbin/udevadm'],
}

const lockWaitMsMax = 20 * 60_000

function refuseOldNode() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return
  say(
    `Bondmark needs Node.js 20 or later to set itself up; this is ${process.version}. Install a newer one and run the command again.`,
  )
  process.exit(1)
}

const sha256 = (...parts) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

// --- npm packages

const packagesStamp = inHome('node_modules', '.bondmark-lock')
const wantedPackages = () => sha256(readFileSync(inHome('package-lock.json')), process.platform, process.arch)
const packagesCurrent = () => read(packagesStamp) === wantedPackages()

/** Whether someone's own `npm ci` already laid down exactly what the lockfile says; npm keeps its own record of that. */
function laidDownByHand() {
  const record = read(inHome('node_modules', '.package-lock.json'))
  if (record === null) return false
  const present = JSON.parse(record).packages
  const wanted = JSON.parse(readFileSync(inHome('package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = present[path]
    if (!found) return entry.optional === true
    return found.version === entry.version && found.integrity === entry.integrity && existsSync(inHome(path))
  })
}

function installPackages() {
  if (!laidDownByHand()) {
    say('Installing the npm packages of the lockfile (npm ci) …')
    const npm = process.env.npm_execpath
    const [command, leading] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
    const done = spawnSync(command, [...leading, 'ci', '--loglevel=error'], {
      cwd: home,
      stdio: ['ignore', 2, 2],
      shell: command === 'npm' && process.platform === 'win32',
    })
    if (done.status !== 0) {
      say(
        'npm ci did not succeed, so nothing was started. Its reason stands above; run the same command again when it is mended.',
      )
      process.exit(1)
    }
  }
  mkdirSync(dirname(packagesStamp), { recursive: true })
  writeFileSync(packagesStamp, wantedPackages())
}

// --- Debian packages

function pathExists(pattern) {
  const star = pattern.indexOf('/*/')
  if (star < 0) return existsSync(pattern)
  const parent = pattern.slice(0, star)
  if (!existsSync(parent)) return false
  return readdirSync(parent).some((name) => existsSync(join(parent, name, pattern.slice(star + 3))))
}

const missingDebian = () =>
  Object.keys(debianPackages).filter((name) => !debianPackages[name].some(pathExists))
const debianStamp = inHome('dist', '.debian-tried')

function debianCurrent(target) {
  if (!target.debian || process.platform !== 'linux') return true
  const missing = missingDebian()
  if (missing.length === 0) return true
  const asRoot = process.getuid() === 0 && existsSync('/usr/bin/apt-get')
  if (asRoot && (target.retryDebian || read(debianStamp) !== missing.join(' '))) return false
  say(
    `Missing on this machine: ${missing.join(', ')}. On Debian: sudo apt-get install ${missing.join(' ')}. What can run without goes on.`,
  )
  return true
}

function installDebian() {
  const missing = missingDebian()
  say(`Installing Debian packages: ${missing.join(', ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) =>
    spawnSync('apt-get', ['-q', '-y', ...args], { stdio: ['ignore', 2, 2], env }).status === 0
  const install = (...names) => apt('install', '--no-install-recommends', ...names)
  // One that cannot be had must not keep the others away.
  if (apt('update') && !install(...missing) && missing.length > 1) for (const name of missing) install(name)
  const left = missingDebian()
  if (left.length === 0) return
  say(`apt-get could not install ${left.join(', ')}; what can run without goes on.`)
  mkdirSync(dirname(debianStamp), { recursive: true })
  writeFileSync(debianStamp, left.join(' '))
}

// --- the renderer

const rendererStamp = inHome('dist', '.renderer-sources')
const isSource = (name) => !/\.test\.tsx?$/.test(name)

function* sourceFiles(folder) {
  for (const entry of readdirSync(inHome(folder), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* sourceFiles(path)
    else if (entry.isFile() && isSource(entry.name)) yield path
  }
}

function hashOf(folders) {
  const hash = createHash('sha256').update(readFileSync(inHome('package-lock.json')))
  for (const folder of folders) {
    for (const path of sourceFiles(folder)) hash.update(`\n${path}\n`).update(readFileSync(inHome(path)))
  }
  return hash.digest('hex')
}

const rendererSources = () => hashOf(['core', 'renderer'])
const rendererCurrent = (target) =>
  !target.renderer ||
  (existsSync(inHome('dist', 'renderer', 'index.html')) && read(rendererStamp) === rendererSources())

function buildRenderer() {
  say('Building the screens …')
  const wanted = rendererSources()
  const vite = [
    inHome('node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '--config',
    'renderer/vite.config.ts',
    '--logLevel',
    'warn',
  ]
  const done = spawnSync(programNode(), vite, { cwd: home, stdio: ['ignore', 2, 2] })
  if (done.status !== 0) {
    say('The screens could not be built; the reason stands above.')
    process.exit(1)
  }
  writeFileSync(rendererStamp, wanted)
}

// --- Electron, where its binary is

/** The binary given, or downloaded by the electron package; npm alone does not bring it. */
function electronBinary() {
  if (process.env.BONDMARK_ELECTRON) return process.env.BONDMARK_ELECTRON
  const name = read(inHome('node_modules', 'electron', 'path.txt'))
  const binary = name && inHome('node_modules', 'electron', 'dist', name.trim())
  return binary && existsSync(binary) ? binary : null
}

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
const electronStamp = inHome('dist', '.electron-sources')
const electronSources = () => hashOf(['core', 'platform', 'drivers', 'sync', 'main'])

function buildElectron() {
  if (read(electronStamp) === electronSources()) return
  say('Building the program for Electron …')
  const wanted = electronSources()
  const done = spawnSync(programNode(), [fileURLToPath(import.meta.url), 'build:electron'], {
    cwd: home,
    stdio: ['ignore', 2, 2],
  })
  if (done.status !== 0) process.exit(1)
  writeFileSync(electronStamp, wanted)
}

// --- one set-up at a time

const lockFolder = inHome('dist', '.set-up-lock')
const lockOwner = join(lockFolder, 'owner')

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** The owner is gone, or made the folder and died before it could sign it. */
function lockIsStale() {
  const owner = read(lockOwner)
  if (owner) return !isAlive(Number(owner))
  try {
    return Date.now() - statSync(lockFolder).mtimeMs > 10_000
  } catch {
    return false
  }
}

function tryLock() {
  mkdirSync(dirname(lockFolder), { recursive: true })
  try {
    mkdirSync(lockFolder)
    writeFileSync(lockOwner, String(process.pid))
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  }
}

async function withLock(work) {
  const giveUpAt = Date.now() + lockWaitMsMax
  for (let told = false; !tryLock(); ) {
    if (lockIsStale()) {
      const aside = `${lockFolder}-${process.pid}`
      try {
        renameSync(lockFolder, aside)
        rmSync(aside, { recursive: true, force: true })
      } catch {
        // Another one was quicker; the next try decides.
      }
      continue
    }
    if (Date.now() > giveUpAt) {
      say(
        `Another set-up has held ${lockFolder} for too long. End it, or remove that folder when none is running.`,
      )
      process.exit(1)
    }
    if (!told) say('Another set-up is running; waiting for it …')
    told = true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const release = () => rmSync(lockFolder, { recursive: true, force: true })
  process.once('exit', release)
  try {
    await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

async function setUp(target) {
  if (packagesCurrent() && debianCurrent(target) && rendererCurrent(target)) return
  await withLock(async () => {
    if (!packagesCurrent()) installPackages()
    if (!debianCurrent(target)) installDebian()
    if (!rendererCurrent(target)) buildRenderer()
  })
}

// --- running

const packagedNode = inHome('node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node')
const runsTypeScript = process.features.typescript === 'strip'

/** The Node that the lockfile brings (24); on a system it has none for, the running one when it is new enough. */
function programNode() {
  if (existsSync(packagedNode)) return packagedNode
  if (runsTypeScript) return process.execPath
  say(
    `The program needs Node.js 22.18 or later, and there is no packaged one for ${process.platform}-${process.arch}; this is ${process.version}. Install a newer Node.js and run the command again.`,
  )
  return process.exit(1)
}

/** Scripts run on the packaged Node; another one of its age does as well and saves a process. */
const runsOnThisNode = () =>
  runsTypeScript && (Number(process.versions.node.split('.')[0]) >= 24 || !existsSync(packagedNode))

async function runHere(target, args) {
  const { main } = await import(pathToFileURL(inHome(target.module)).href)
  const code = await main([...target.leading, ...args])
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
}

// What runs all day gives memory back: fewer arenas of the C library, freed ends returned, a young generation that fits a
// scan (docs/decisions/0026). Both take effect at a process's start only.
const allDayFlags = ['--max-semi-space-size=4']
const allDayEnv = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' }

/** Another process, with this one's terminal, signals and exit code; it ends when this one does, however that ends. */
function runThere(command, { program = programNode(), allDay = false } = {}) {
  // Compiled code is kept between runs: a command starts in a third of a second instead of half of one.
  const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? inHome('node_modules', '.cache', 'compiled')
  const child = spawn(program, [...(allDay ? allDayFlags : []), ...command], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...(allDay ? allDayEnv : {}), ...process.env, NODE_COMPILE_CACHE },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal gives Ctrl-C to the child as well; twice would look like impatience.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

/** In the child: ask for an orderly end when the parent has vanished, and insist after a while. */
function endWithParent() {
  if (!process.channel) return
  process.on('disconnect', () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.exit(1), 15_000).unref()
  })
  process.channel.unref()
}

const [name, ...args] = process.argv.slice(2)
const target = targets[name]
if (!target) {
  say(`Usage: node bootstrap.mjs ${Object.keys(targets).join('|')} [arguments]`)
  process.exit(2)
}

if (process.env.BONDMARK_SET_UP_BY === String(process.ppid)) {
  endWithParent()
  await runHere(target, args)
} else {
  refuseOldNode()
  // Relative paths are resolved against where the person stands, which npm hides by going to the package's folder.
  process.env.INIT_CWD ??= process.cwd()
  process.env.PATH = [inHome('node_modules', '.bin'), process.env.PATH].join(delimiter)
  await setUp(target)
  // Arguments (a port, a workspace, no window) are the browser host's; Electron opens the training workspace.
  const electron = name === 'start' && args.length === 0 && hasDisplay() ? electronBinary() : null
  if (electron) {
    buildElectron()
    // As root Chromium's sandbox cannot start; training goes on without it.
    runThere([home, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])], { program: electron })
  } else if (target.program) runThere([inHome(target.program), ...target.leading, ...args])
  else if (target.module && runsOnThisNode() && !target.allDay) await runHere(target, args)
  else if (target.module) {
    process.env.BONDMARK_SET_UP_BY = String(process.pid)
    runThere([fileURLToPath(import.meta.url), name, ...args], { allDay: target.allDay })
  }
}
