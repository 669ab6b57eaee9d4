import { runStationService } from '../../main/service/run-station-service.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { testRates } from './served-service.ts'

/** A station's decision service as a process that may be killed: `station-service.ts FOLDER`. */
const logger = createLogger({ name: 'service', level: 'silent' })
const [, , folder = ''] = process.argv
const rates = { ...testRates, ofOne: { burst: 10_000, perSecond: 1000 } }
const running = await runStationService({ folder, host: '127.0.0.1', port: 0, logger, rates })
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)))
process.once('disconnect', () => process.exit(1))
process.send?.({ ready: true, url: running.url })
