import { answerAddCheckpoint } from '../../sync/ledger/witness.ts'
import { openWitnessStore } from '../../sync/ledger/witness-store.ts'
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
}

/** A witness alone on its computer, which answers `add-checkpoint`. */
export function makeWitness(world: World, network: Network, name: string, options: WitnessOptions): Machine {
  const { party, logVkeys, watcher, planted } = options
  const boot = (life: Life) => {
    const opened = openWitnessStore(WITNESS_FILE, machine.disk.open)
    const store = planted.witnessStore?.(opened, life) ?? opened
    watcher.witnessStarted(name)
    network.serve(life, {
      onPost: (path, body) => {
        if (path !== '/add-checkpoint') return { status: 404, body: 'no such page\n' }
        const now = () => Math.floor(life.timers.now() / 1000)
        watcher.asked(body)
        const { status, body: text } = answerAddCheckpoint(
          body,
          { logVkeys: () => logVkeys, signer: party.signer, now },
          store,
        )
        if (status === 200 && !life.isDead()) watcher.cosigned(name, body)
        return { status, body: text }
      },
    })
  }
  const machine = new Machine(world, name, new Disk(), boot)
  return machine
}
