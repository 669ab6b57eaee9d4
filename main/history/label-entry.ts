import type { LabelEntry } from '../../core/contract/label-history.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type LookUpSource, lookUp } from '../station/look-up.ts'
import type { StoredAttempt } from '../store/label-search.ts'
import type { LabelJob } from '../store/labels.ts'
import { personCalled } from './person-called.ts'
import { labelItem, shown } from './search-labels.ts'

/** Everything on record of one label. Also serves readers beside a running station. Throws `label-not-found`. */
export function labelEntryOf(source: LookUpSource, job: number): LabelEntry {
  const { store } = source
  const label = store.labels.get(job)
  if (!label) throw new BondmarkError('label-not-found', { serial: String(job) })
  const attempts = store.labelSearch.attemptsOf(job)
  const packed = store.cases.caseOf(job)
  return {
    format: 'bondmark/label-entry/1',
    ...labelItem(source, label),
    templateHash: store.labelSearch.templateHashOf(job),
    run: label.run === 1,
    recovery: label.recovery === 1,
    endedBy: personCalled(store, label.endedBy),
    steps: stepsOf(label, attempts),
    attempts: attempts.map((attempt) => attemptOf(source, attempt)),
    replaces: label.replaces === null ? null : other(store.labels.get(label.replaces)),
    replacedBy: other(store.labelSearch.replacementOf(job)),
    case: packed && { number: packed.number, sscc: packed.sscc },
    statements: lookUp(source, label.serial).timeline.map(({ t, step, operator, statement, receipt }) => ({
      t,
      step,
      operator,
      statement,
      receipt,
    })),
  }
}

const other = (label: LabelJob | null): LabelEntry['replaces'] =>
  label && { job: label.job, serial: label.serial, state: label.state }

function attemptOf({ store }: LookUpSource, attempt: StoredAttempt): LabelEntry['attempts'][number] {
  const { n, begunAt, printer, name, model, bytes, endedAt, answer, said, discardedAt } = attempt
  return {
    n,
    begunAt,
    printer,
    name,
    model,
    bytes,
    sha256: toHex(attempt.sha256),
    endedAt,
    answer,
    proof: said && 'proof' in said ? said.proof : null,
    said: said && 'code' in said ? shown(said) : null,
    mayComeOut: attempt.buffered === 1,
    discardedAt,
    operator: personCalled(store, attempt.operator),
  }
}

/** The steps of its life that have a time on record, in order. */
function stepsOf(label: LabelJob, attempts: readonly StoredAttempt[]): LabelEntry['steps'] {
  const { reservedAt, sentAt, printedAt, endedAt, state } = label
  const doubted = attempts.find(({ answer }) => answer === 'uncertain')?.endedAt ?? null
  const dated: [LabelEntry['steps'][number]['step'], string | null][] = [
    ['reserved', reservedAt],
    ['sent', sentAt],
    ['printed', printedAt],
    ['uncertain', doubted],
  ]
  if (state === 'verified' || state === 'voided') dated.push([state, endedAt])
  return dated.flatMap(([step, at]) => (at === null ? [] : [{ step, at }]))
}
