import { implement } from '@orpc/server'
import { stationContract } from '../../core/contract/station-contract.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { refusingBonded } from '../../main/bonded/bonded-routes.ts'
import { refusingCatalogue } from '../../main/catalogue/catalogue-routes.ts'
import { refusingDrafts } from '../../main/drafts/drafts-routes.ts'
import { refusingInspections } from '../../main/inspection/inspection-routes.ts'
import { refusingRelease } from '../../main/release/release-routes.ts'
import { refusingRules } from '../../main/rules/rules-routes.ts'
import { refusingStatistics } from '../../main/statistics/statistics-routes.ts'
import { sampleView } from './sample-view.ts'

/** What a test can do to the sample station, and see of it, behind the contract's back. */
export interface SampleStation {
  readonly router: ReturnType<typeof sampleRouter>
  /** Raises the view's revision by one. */
  change(): void
  readonly revision: () => number
  /** Views that are being read now. */
  readonly readers: () => number
  readonly scanned: Uint8Array[]
}

interface State {
  revision: number
  readers: number
  waiting: Set<() => void>
  scanned: Uint8Array[]
  readonly name: string
}

const png = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64url')

function nextChange(state: State, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      state.waiting.delete(wake)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    state.waiting.add(wake)
    signal?.addEventListener('abort', wake)
  })
}

function sampleRouter(state: State) {
  const os = implement(stationContract)
  const done = { ok: true } as const
  const answered = { ok: true as const, outcomes: [], repeated: false }
  return os.router({
    view: os.view.handler(async function* ({ signal }) {
      state.readers += 1
      try {
        for (let shown = -1; !signal?.aborted; ) {
          if (shown === state.revision) await nextChange(state, signal)
          if (signal?.aborted) return
          shown = state.revision
          yield { ...sampleView, revision: shown, station: { id: 'LBL07', name: state.name } }
        }
      } finally {
        state.readers -= 1
      }
    }),
    // The rooms of the Control screen are tried where they are.
    catalogue: refusingCatalogue(() => {
      throw new BondmarkError('training-only', {})
    }),
    release: refusingRelease(() => {
      throw new BondmarkError('training-only', {})
    }),
    rules: refusingRules(() => {
      throw new BondmarkError('training-only', {})
    }),
    drafts: refusingDrafts(() => {
      throw new BondmarkError('training-only', {})
    }),
    statistics: refusingStatistics(() => {
      throw new BondmarkError('training-only', {})
    }),
    inspections: refusingInspections(() => {
      throw new BondmarkError('training-only', {})
    }),
    bonded: refusingBonded(() => {
      throw new BondmarkError('training-only', {})
    }),
    press: os.press.handler(({ input }) => {
      if (input.key === 'sign-in') throw new BondmarkError('vault-locked', { context: input.badge })
      if (input.key === 'lock') throw new TypeError('a bug')
      return answered
    }),
    scan: os.scan.handler(({ input }) => {
      state.scanned.push(new Uint8Array(Buffer.from(input.bytes, 'base64url')))
      return answered
    }),
    importSerials: os.importSerials.handler(() => ({
      sentence: { code: 'serials-taken-brand', detail: {} },
    })),
    importPlan: os.importPlan.handler(({ input }) => ({
      ok: false as const,
      problems: [
        {
          file: input.fileName,
          row: input.bytes.length,
          column: 'gtin',
          value: '',
          code: 'internal' as const,
        },
      ],
      total: 1,
    })),
    cancelImport: os.cancelImport.handler(() => ({ ok: false })),
    sync: os.sync.handler(() => ({ ok: true })),
    cancelSync: os.cancelSync.handler(() => ({ ok: true })),
    saveBatch: os.saveBatch.handler(() => ({ file: 'batch.bin', bytes: '' })),
    takeAnswer: os.takeAnswer.handler(() => ({ ok: true, sentences: [] })),
    backup: os.backup.handler(() => ({ ok: true })),
    cancelBackup: os.cancelBackup.handler(() => ({ ok: true })),
    cancelEnrolment: os.cancelEnrolment.handler(() => ({ ok: true })),
    enrolAgain: os.enrolAgain.handler(() => ({ ok: true })),
    lookup: os.lookup.handler(({ input }) => ({
      format: 'bondmark/lookup/1' as const,
      unit: input.text,
      standing: 'unknown' as const,
      timeline: [],
      case: null,
      pallet: null,
      contents: [],
      goods: [],
      gtin: null,
      serial: null,
      lot: null,
      seal: null,
    })),
    find: os.find.handler(() => ({
      format: 'bondmark/find/1' as const,
      understood: null,
      also: [],
      items: [],
      next: null,
    })),
    labelPicture: os.labelPicture.handler(() => ({ png })),
    labels: os.labels.handler(() => []),
    labelHistory: os.labelHistory.handler(({ input }) => ({
      format: 'bondmark/label-history/1' as const,
      understood: input.text === undefined ? null : { kind: 'serial' as const, value: input.text },
      items: [],
      next: input.after ?? null,
    })),
    labelEntry: os.labelEntry.handler(({ input }) => {
      throw new BondmarkError('label-not-found', { serial: String(input.job) })
    }),
    stops: os.stops.handler(({ input }) => ({
      format: 'bondmark/stops/1' as const,
      items: [],
      next: input.after ?? null,
    })),
    stock: os.stock.handler(() => ({
      format: 'bondmark/stock/1' as const,
      shift: null,
      verdict: 'not-counted' as const,
      isKept: false,
      stock: [],
      rolls: [],
    })),
    templates: {
      list: os.templates.list.handler(() => ({
        format: 'bondmark/templates/1' as const,
        templates: [],
        language: 'zh-CN' as const,
        heads: { unit: 203 as const, case: 203 as const, pallet: 203 as const },
      })),
      take: os.templates.take.handler(() => ({
        ok: true as const,
        hash: '0'.repeat(64),
        template: 'unit-60x40/2',
      })),
      picture: os.templates.picture.handler(() => ({ png, failure: null })),
      approve: os.templates.approve.handler(() => done),
      choose: os.templates.choose.handler(() => done),
      retire: os.templates.retire.handler(() => done),
      setLanguage: os.templates.setLanguage.handler(() => done),
    },
    devices: {
      discover: os.devices.discover.handler(() => ({
        format: 'bondmark/devices/1' as const,
        found: [],
        unlisted: [],
      })),
      settings: os.devices.settings.handler(() => ({ settings: [], models: { scanners: [], printers: [] } })),
      save: os.devices.save.handler(({ input }) => ({ setting: { ...input.setting, id: 'd-1' } })),
      forget: os.devices.forget.handler(() => done),
      startPairing: os.devices.startPairing.handler(() => done),
      cancelPairing: os.devices.cancelPairing.handler(() => ({ ok: false })),
      testLabel: os.devices.testLabel.handler(() => ({
        sentence: { code: 'internal' as const, detail: {} },
        png,
      })),
    },
    training: {
      goods: os.training.goods.handler(() => []),
      scanLabel: os.training.scanLabel.handler(() => ({ text: '' })),
      printerFault: os.training.printerFault.handler(() => done),
      printerAct: os.training.printerAct.handler(() => done),
      printerNow: os.training.printerNow.handler(() => ({
        fault: 'none' as const,
        at: 'now' as const,
        struck: false,
        stops: [],
        isOn: true,
      })),
      scannerFault: os.training.scannerFault.handler(() => done),
      scannerNow: os.training.scannerNow.handler(() => ({ fault: 'none' as const })),
    },
  })
}

/**
 * A station that implements the contract in memory, for suites about the transports and hosts. `viewChars` makes its
 * view larger.
 */
export function sampleStation(viewChars = 12): SampleStation {
  const state: State = {
    revision: 0,
    readers: 0,
    waiting: new Set(),
    scanned: [],
    name: 'x'.repeat(viewChars),
  }
  return {
    router: sampleRouter(state),
    change() {
      state.revision += 1
      for (const wake of [...state.waiting]) wake()
    },
    revision: () => state.revision,
    readers: () => state.readers,
    scanned: state.scanned,
  }
}
