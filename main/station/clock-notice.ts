import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Settings } from '../store/settings.ts'

/** A jump of the clock that nobody has acknowledged yet: from which reading to which, and by how much. */
interface ClockNotice {
  readonly from: string
  readonly t: string
  readonly byMs: number
}

const NAME = 'clock-notice'

export const setClockNotice = (settings: Settings, notice: ClockNotice | null): void =>
  settings.set(NAME, notice)

/** What to tell of the newest jump that the chain tells; null when it is acknowledged. */
export function clockNotice(settings: Settings): Failure | null {
  const notice = settings.get<ClockNotice>(NAME)
  return notice ? jumpSentence(notice) : null
}

/** A jump in words: `clock-went-back` or `clock-went-ahead` `{from, now, by}`. */
export const jumpSentence = ({ from, t, byMs }: ClockNotice): Failure => ({
  code: byMs < 0 ? 'clock-went-back' : 'clock-went-ahead',
  detail: { from: shownTime(from), now: shownTime(t), by: duration(Math.abs(byMs)) },
})

/** Date, time of day and offset, as they were read: what people compare with their own watch. */
const shownTime = (t: string): string => `${t.slice(0, 10)} ${t.slice(11, 19)} ${t.slice(-6)}`

/** `h:mm:ss`, the way a clock says it; days are hours beyond 24. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
