import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import type { PrinterState } from '../../drivers/printers/printer.ts'
import type { LabelJob } from '../store/labels.ts'

/** What a printer's state at the end of a job means for the label in it. */
const byState: Readonly<Record<PrinterState, Code>> = {
  ready: 'label-doubt-unknown',
  printing: 'label-doubt-busy',
  busy: 'label-doubt-busy',
  paused: 'label-doubt-paused',
  'media-out': 'label-doubt-media-out',
  'ribbon-out': 'label-doubt-ribbon-out',
  'head-open': 'label-doubt-head-open',
  jam: 'label-doubt-jam',
  hot: 'label-doubt-hot',
  cutter: 'label-doubt-cutter',
  silent: 'label-doubt-silent',
  unknown: 'label-doubt-unknown',
}

const byCode: Readonly<Record<string, Code>> = {
  'transport-closed': 'label-doubt-wire-cut',
  'transport-open-failed': 'label-doubt-wire-cut',
  'transport-cancelled': 'label-doubt-busy',
  'transport-write-timeout': 'label-doubt-busy',
  'transport-paper-out': 'label-doubt-media-out',
  'printer-status-malformed': 'label-doubt-garbled',
  'printer-cannot-answer': 'label-doubt-printer-cannot-answer',
  'printer-printed-nothing': 'label-doubt-nothing',
  'printer-printed-twice': 'label-doubt-twice',
  'printer-count-fell': 'label-doubt-power',
}

const isState = (state: unknown): state is PrinterState => typeof state === 'string' && state in byState

/**
 * Why nobody knows whether a label came out, from what its driver said: one sentence for people that says what to see to.
 * What is not known by name is `label-doubt-unknown`, never nothing.
 */
export function doubtOf(why: Failure, printer: string): Failure {
  const { state } = why.detail
  const code = why.code === 'printer-fault' && isState(state) ? byState[state] : byCode[why.code]
  return { code: code ?? 'label-doubt-unknown', detail: { printer } }
}

/** The doubt on record; a label that an older release left uncertain has none. */
export function doubtOnRecord(job: Pick<LabelJob, 'state' | 'doubt'>): Failure | null {
  if (job.state !== 'uncertain') return null
  return job.doubt === null
    ? { code: 'label-doubt-unrecorded', detail: {} }
    : (JSON.parse(job.doubt) as Failure)
}
