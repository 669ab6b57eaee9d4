import type { InputAnswer, InputMark } from '../../core/contract/input-mark.ts'
import type { KeyPress } from '../../core/contract/key-press.ts'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { wholeSymbols } from '../devices/scanner-input.ts'
import type { InputName } from '../store/inputs.ts'
import type { Desk } from './desk.ts'
import type { Outcome } from './outcome.ts'
import type { AlsoDurably, Station } from './station.ts'

type Shown = InputAnswer['outcomes'][number]

/** What of an outcome a window is told: the view has the rest. */
export const shownOutcome = ({ kind, sentence }: Pick<Outcome, 'kind' | 'sentence'>): Shown => ({
  kind,
  sentence: { code: sentence.code, detail: { ...sentence.detail } },
})

/**
 * A key that may be sent again: what it did and that it was done become durable together. Throws what the use case
 * refuses, `input-reused`, `input-forgotten`, `input-of-another`; then nothing has changed.
 */
export async function pressOnce(station: Station, mark: InputMark, press: KeyPress): Promise<InputAnswer> {
  // What signs a person in is never kept, not even as a hash that could be tried against.
  const asked = 'passcode' in press ? { ...press, passcode: undefined } : press
  const content = contentOf(canonicalBytes(JSON.parse(JSON.stringify(asked))))
  const { outcome, repeated } = await once(station, { ...mark, part: 0 }, content, (also) =>
    station.press(press, (before) => {
      if (!bringsPerson.has(press.key)) requireSame(before, mark)
      also(before)
    }),
  )
  return { ok: true, outcomes: [outcome], repeated }
}

/** Whole symbols of a scanner that may be sent again. Each is taken once; throws as `pressOnce` does, and `sign-in-first`. */
export async function scanOnce(
  station: Station,
  mark: InputMark,
  device: string,
  bytes: Uint8Array,
): Promise<InputAnswer> {
  const framed = wholeSymbols(bytes)
  const content = contentOf(bytes, device)
  const { client, n, heldMs } = mark
  // All are handed over at once, so that nothing comes between the symbols of one input.
  const taken = await Promise.allSettled(
    framed.map((frame, part) =>
      once(station, { client, n, part }, content, (also) => {
        const alsoHere: AlsoDurably = (before) => {
          requireSame(before, mark)
          also(before)
        }
        return frame.ok
          ? station.scan({ device, aim: frame.aim, text: frame.text }, alsoHere, heldMs)
          : station.garbage(device, { code: frame.code, detail: frame.detail }, alsoHere)
      }),
    ),
  )
  for (const part of taken) if (part.status === 'rejected') throw part.reason
  const parts = taken.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []))
  return {
    ok: true,
    outcomes: parts.map(({ outcome }) => outcome),
    repeated: parts.length > 0 && parts.every(({ repeated }) => repeated),
  }
}

/** Keys that come with a badge and passcode of their own. */
const bringsPerson: ReadonlySet<KeyPress['key']> = new Set(['sign-in', 'seal', 'confirm-clock'])

/** Nobody's input is done in another's name, however late it arrives. Without a name it is whoever's is signed in. */
function requireSame({ person: now }: Desk, { by }: InputMark): void {
  if (by === undefined || by === now) return
  if (now === null) throw new BondmarkError('sign-in-first', {})
  throw new BondmarkError('input-of-another', { by, now })
}

async function once(
  station: Station,
  name: InputName,
  content: Uint8Array,
  work: (also: AlsoDurably) => Promise<Outcome>,
): Promise<{ outcome: Shown; repeated: boolean }> {
  const { inputs } = station.ctx.store
  const recorded = (): Shown | null => {
    const known = inputs.get(name)
    if (!known) return null
    if (!Buffer.from(known.content).equals(content)) throw new BondmarkError('input-reused', { n: name.n })
    return { kind: known.kind as Shown['kind'], sentence: JSON.parse(known.sentence) as Failure }
  }
  const before = recorded()
  if (before) return { outcome: before, repeated: true }
  if (inputs.isForgotten(name)) throw new BondmarkError('input-forgotten', { n: name.n })
  try {
    const outcome = await work(() => {
      const { kind, sentence } = station.desk.state
      inputs.add(name, { content, kind, sentence: JSON.stringify(sentence) })
    })
    return { outcome: shownOutcome(outcome), repeated: false }
  } catch (error) {
    // The same input may have arrived twice at once, over two connections: one of them did it.
    const meanwhile = recorded()
    if (meanwhile) return { outcome: meanwhile, repeated: true }
    throw error
  }
}

const contentOf = (bytes: Uint8Array, device = ''): Uint8Array =>
  sha256Native(Buffer.concat([toUtf8(`${device}\0`), bytes])).slice(0, 16)
