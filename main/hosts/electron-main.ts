// What Electron starts (dist/electron/electron.mjs, beside the other bundles and the built page).
import { join } from 'node:path'
import { createLogger } from '../../platform/log/logger.ts'
import { crashLoudly } from './crash-loudly.ts'
import { startElectronHost } from './electron.ts'

const here = import.meta.dirname
crashLoudly(createLogger({ name: 'electron' }))
void startElectronHost({
  preload: join(here, 'preload.cjs'),
  stationProgram: join(here, 'station.mjs'),
  rendererDir: join(here, '..', 'renderer'),
  workspace: process.env.BONDMARK_WORKSPACE,
})
