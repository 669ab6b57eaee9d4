import { answerAddCheckpoint } from '../../sync/ledger/witness/witness.ts'
import { openWitnessStore, type WitnessStore } from '../../sync/ledger/witness/witness-store.ts'
import type { WitnessParty } from './consortium.ts'
import { Disk } from './disk.ts'
import type { Life } from './life.ts'
import { Machine } from './machine.ts'
import type { Network } from './network.ts'
import type { Planted } from './planted-faults.ts'
import type { Watcher } from './watcher.ts'
import type { World } from './world.ts'

export const WITNESS_FILE = 'witness.sqlite'

export interface WitnessOptions {
  readonly party: WitnessParty
  readonly logVkeys: readonly string[]
  readonly watcher: Watcher
  readonly planted: Planted
  /** Signs whatever a log wants. */
  readonly isColluding: boolean
}

/** A witness alone on its computer, which answers `add-checkpoint`. */
export function makeWitness(world: World, network: Network, name: string, options: WitnessOptions): Machine {
  const { party, logVkeys, watcher, planted, isColluding } = options
  const boot = (life: Life) => {
    const opened = openWitnessStore(WITNESS_FILE, machine.disk.open)
    const store = isColluding ? willing(opened) : (planted.witnessStore?.(opened, life) ?? opened)
    watcher.witnessStarted(name)
    network.serve(life, {
      onRequest: (path, request) => {
        if (path !== '/add-checkpoint' || request === null)
          return { status: 404, body: Buffer.from('no such page\n') }
        watcher.asked(request)
        const now = () => Math.floor(life.timers.now() / 1000)
        const witness = { logVkeys: () => logVkeys, signer: party.signer, now }
        const { status, body } = answerAddCheckpoint(request, witness, store)
        if (status === 200 && !life.isDead() && !isColluding) watcher.cosigned(name, request)
        return { status, body: Buffer.from(body) }
      },
    })
  }
  const machine = new Machine(world, name, new Disk(), boot)
  return machine
}

/** The memory of a witness that remembers nothing, so that everything fits. */
const willing = (store: WitnessStore): WitnessStore => ({ ...store, latest: () => null, advance: () => true })
