// What Electron's utility process runs (dist/electron/station.mjs): the training station, made on first start.
import { createLogger } from '../../platform/log/logger.ts'
import { openTrainingStation } from '../composition/training-station.ts'
import { crashLoudly } from './crash-loudly.ts'
import { type OpenStation, serveStation } from './station-process.ts'

const logger = createLogger({ name: 'station-process' })

crashLoudly(logger)

// `passphrase` is not used yet: only training workspaces open, and theirs is published.
const open: OpenStation = ({ folder }) =>
  openTrainingStation(folder, ({ code, detail }) => logger.info(detail, code))

serveStation(process.parentPort, open, logger, (code) => process.exit(code))
