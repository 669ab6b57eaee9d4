// What Electron starts (dist/electron/electron.mjs, beside the other bundles and the built page).
import { join } from 'node:path'
import { startElectronHost } from './electron.ts'

const here = import.meta.dirname
void startElectronHost({
  preload: join(here, 'preload.cjs'),
  stationProgram: join(here, 'station.mjs'),
  rendererDir: join(here, '..', 'renderer'),
  workspace: process.env.BONDMARK_WORKSPACE,
})
