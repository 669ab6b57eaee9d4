import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { readPickup } from '../../../core/inspection/pickup.ts'
import { INSPECTION_FILE_BYTES_MAX } from '../../../core/inspection/result-file.ts'
import { addressGroup } from '../../../platform/http/address-group.ts'
import { answer, type Route, readBody } from '../../../platform/http/http-service.ts'
import { RequestRate } from '../../../platform/http/request-rate.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { InspectionShelf } from './inspection-shelf.ts'

/** Requests of one address, and of all: a warehouse's day of tasks in some minutes. */
const PER_MINUTE_OF_ONE = 120
const PER_MINUTE = 1_200
const PICKUP_BYTES_MAX = 4_096

/**
 * `POST /inspections/tasks`: a station's task for an agency. `POST /inspections/results`: an agency's result. `POST
 * /inspections/pickup`: what waits for whoever signs the request. Each is of whom it says, or is refused as `{code, detail}` with
 * 422; `resultCame` is told of each result's task. Nothing of what is handed on counts before its station has held it against its task.
 */
export const inspectionPages = (
  shelf: InspectionShelf,
  own: () => string,
  now: () => number,
  resultCame: (taskHash: string) => void = () => undefined,
): Route => {
  const rate = new RequestRate({ perMinuteOfOne: PER_MINUTE_OF_ONE, perMinute: PER_MINUTE, now })
  const answers = {
    tasks: (text: string) => ({
      format: 'bondmark/inspection-kept/1',
      name: shelf.takeTask(Buffer.from(text)),
    }),
    results: (text: string) => {
      const name = shelf.takeResult(Buffer.from(text))
      resultCame(name.slice(0, 64))
      return { format: 'bondmark/inspection-kept/1', name }
    },
    pickup: (text: string) => {
      const known = {
        ledger: own(),
        nowMs: now(),
        keyOf: (kid: string) => shelf.keyOf(kid),
        verify: verifyEd25519,
      }
      const { kid, after } = readPickup(text, known)
      return shelf.waitingFor(kid, after)
    },
  } as const
  return async (request, { pathname }, response) => {
    const what = /^\/inspections\/(tasks|results|pickup)$/.exec(pathname)?.[1] as
      | keyof typeof answers
      | undefined
    if (what === undefined) return false
    const say = (status: number, said: object) => {
      const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
      answer(response, status, `${JSON.stringify(said)}\n`, headers)
      return true
    }
    if (request.method !== 'POST') {
      answer(response, 405, 'POST only\n', { Allow: 'POST' })
      return true
    }
    if (!rate.allows(addressGroup(request.socket.remoteAddress ?? '')))
      return say(429, { code: 'inspection-too-often', detail: {} })
    const text = await readBody(request, what === 'pickup' ? PICKUP_BYTES_MAX : INSPECTION_FILE_BYTES_MAX)
    try {
      if (text === null)
        throw new BondmarkError('inspection-file-malformed', { at: 'file', reason: 'too large or no UTF-8' })
      return say(200, answers[what](text))
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      return say(error.code === 'inspection-shelf-full' ? 503 : 422, error.toFailure())
    }
  }
}
