import { z } from 'zod'
import { failure } from '../../core/contract/failure.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type InspectionParcels, inspectionParcels, writePickup } from '../../core/inspection/pickup.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import { readBoundedBody } from '../../platform/http/bounded-body.ts'

const ANSWER_MS_MAX = 15_000
const ANSWER_BYTES_MAX = 32 * 1024 * 1024
/** Rounds of a pickup: 50 files each. */
const ROUNDS_MAX = 400

const kept = z.object({ format: z.literal('bondmark/inspection-kept/1'), name: z.string().max(200) })

/** Hands a task's or a result's file to a ledger. Throws what it is refused for, and `ledger-unreachable` `{url, reason}`. */
export async function handIn(url: string, what: 'tasks' | 'results', text: string): Promise<void> {
  kept.parse(await post(url, what, text))
}

/** Everything that waits for a key at a ledger. `ledger`: whose it is; `now`: RFC 3339. Throws as `handIn`. */
export async function pickUp(
  url: string,
  ledger: string,
  signer: { readonly kid: string; readonly sign: Sign },
  now: () => string,
): Promise<InspectionParcels['parcels']> {
  const all: InspectionParcels['parcels'] = []
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const after = all.at(-1)?.name ?? ''
    const said = inspectionParcels.parse(
      await post(url, 'pickup', writePickup({ ledger, at: now(), after }, signer)),
    )
    all.push(...said.parcels)
    if (!said.more || said.parcels.length === 0) break
  }
  return all
}

async function post(url: string, what: string, body: string): Promise<unknown> {
  let status: number
  let text: string
  try {
    const response = await fetch(new URL(`/inspections/${what}`, url), {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    status = response.status
    text = (await readBoundedBody(response, ANSWER_BYTES_MAX))?.toString('utf8') ?? ''
  } catch (error) {
    throw new BondmarkError('inspection-ledger-unreachable', { url, reason: String(error).slice(0, 120) })
  }
  const json = jsonOf(text)
  if (status === 200) return json
  const refused = failure.safeParse(json)
  if (refused.success) throw new BondmarkError(refused.data.code, refused.data.detail)
  throw new BondmarkError('inspection-ledger-unreachable', { url, reason: `HTTP ${status}` })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
