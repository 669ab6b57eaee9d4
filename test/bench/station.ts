import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readRuleSet } from '../../core/decision/rule-set.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { stockSizes } from '../../core/label/stock.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { openRights } from '../../main/composition/open-rights.ts'
import { watchClock } from '../../main/composition/watch-clock.ts'
import type { StationContext } from '../../main/station/context.ts'
import { PinPool } from '../../main/station/pin-pool.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { openVaultFile } from '../../main/workspace/vault.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'

/** A station's real store and keys in a folder of its own, which `remove` takes away. */
export interface BenchStation {
  readonly folder: string
  readonly ctx: StationContext
  remove(): void
}

export async function makeBenchStation(
  folder = mkdtempSync(join(tmpdir(), 'bondmark-bench-')),
): Promise<BenchStation> {
  const profile = await makeTrainingWorkspace(folder, wallClock)
  const files = workspaceFiles(folder)
  const { stationSeed, vaultKey } = await openVaultFile(files.vault, TRAINING_PASSPHRASE)
  const { publicKey, sign } = signerFromSeed(stationSeed)
  const { consortium, org, station } = profile
  const store = new StationStore(files.database)
  const clock = watchClock(wallClock, store, files.membership)
  const ctx: StationContext = {
    store,
    profile,
    identity: {
      kid: kidOf(publicKey),
      publicKey,
      issuer: issuerUri({ consortium, org, kind: 'station', name: station }),
      sign,
    },
    vaultKey,
    clock,
    random,
    pins: new PinPool(),
    rights: openRights(store, profile, files, parseTrustFile(readFileSync(files.trust, 'utf8')), clock.now()),
    dotsPerMm: () => 8,
    printerOf: () => null,
    stock: (kind) => stockSizes[kind][0],
    rules: () => readRuleSet(readFileSync(files.rules), files.rules),
    catalogue: openCatalogue(files.catalogue),
    listedKeys: () => [],
    logger: createLogger({ name: 'bench', level: 'silent' }),
  }
  return {
    folder,
    ctx,
    remove: () => {
      store.close()
      rmSync(folder, { recursive: true })
    },
  }
}
