import { SampleWorkspace } from '../../main/fsck/sample-workspace.stub.ts'
import { runStationService } from '../../main/service/run-station-service.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { decisionServiceSuite } from './contract-suite.ts'
import { besides, testRates } from './served-service.ts'

decisionServiceSuite('a station', async () => {
  const sample = await SampleWorkspace.make()
  const { folder } = sample
  const files = workspaceFiles(folder)
  const station = new StationStore(files.database)
  const asn = station.plans.lines()[0]?.asn ?? ''
  station.messages.add({ t: new Date().toISOString(), kind: 'asn-released', body: { asn } })
  const logger = createLogger({ name: 'test', level: 'silent' })
  const running = await runStationService({ folder, host: '127.0.0.1', port: 0, logger, rates: testRates })
  const store = besides(files.service)
  return {
    ...{ url: running.url, store, asn },
    async close() {
      store.close()
      await running.stop()
      station.close()
      sample.remove()
    },
  }
})
