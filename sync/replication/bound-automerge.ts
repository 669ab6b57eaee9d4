import { setFlagsFromString } from 'node:v8'

/** In WebAssembly pages of 64 KiB: 256 MiB; the largest lawful batch takes about half. */
const PAGES_MAX = 4096

/**
 * Importing this bounds the memory of Automerge, which lives in WebAssembly: a few bytes may unpack to anything, and
 * Automerge looks at the size of nothing. Beyond the bound it stops with a WebAssembly.RuntimeError and is of no more
 * use in its thread; so this is for threads and processes that end with one session.
 */
setFlagsFromString(`--wasm-max-mem-pages=${PAGES_MAX}`)
