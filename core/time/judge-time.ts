/** A wall clock as it was read, beside a clock that nobody can set. */
export interface TimeReading {
  /** Instant, ms since 1970. The offset from UTC is not judged: a changed zone or summer time moves no instant. */
  readonly wallMs: number
  /** Only differences mean something; null when none is to be had (another process read it, or a recording said it). */
  readonly steadyMs: number | null
}

/** What a station knows of the time when it looks at the clock again. */
export interface KnownTime {
  /** The reading that counts so far: the newest of this process, else the time of the last statement; null before any. */
  readonly last: TimeReading | null
  /** How far the wall clock has been seen to step from the steady one since, in steps too small to be told. */
  readonly carriedMs: number
  readonly bounds: TimeBounds
}

/** Days that no true clock can show here. */
export interface TimeBounds {
  /** The release of this program: it did not run before. */
  readonly releasedMs: number
  /** Signing of the newest membership; null when it is not known. */
  readonly membershipMs: number | null
  /** A time that a supervisor has confirmed: whatever it contradicts is wrong. */
  readonly confirmedMs: number | null
}

/** Why a date is not believed: the codes of its words. */
export type ImplausibleTime =
  | 'clock-before-release'
  | 'clock-before-membership'
  | 'clock-too-far-ahead'
  | 'clock-day-back'
  | 'clock-day-ahead'

/** `byMs`: how far the clock stands from where it should, negative when it went back. `elapsedMs`: by the steady clock. */
export type TimeVerdict =
  | { readonly kind: 'fine'; readonly carriedMs: number }
  | { readonly kind: 'jumped'; readonly byMs: number; readonly elapsedMs: number | null }
  | {
      readonly kind: 'implausible'
      readonly why: ImplausibleTime
      readonly byMs: number
      readonly elapsedMs: number | null
    }

/** Steps within this are corrections of a clock that is kept right, and are not told. */
export const TOLERANCE_MS = 2_000
/** What two good oscillators may drift apart, and what a time service slews unseen: 200 millionths of the time passed. */
const DRIFT = 0.0002
const DAY_MS = 86_400_000
/** No correction of a clock that was ever right moves it by more: a jump beyond it is asked about, not only told. */
export const DAY_JUMP_MS = DAY_MS
/** A membership's signing is another machine's word. */
const MEMBERSHIP_LEEWAY_MS = DAY_MS
/** A station that was off for longer is asked about; so is one that says it runs ten years after its release. */
export const SILENCE_MS_MAX = 400 * DAY_MS
const RELEASE_LIFE_MS = 3_653 * DAY_MS

/**
 * What a reading of the wall clock is worth (decision 0024). Small steps are summed up and forgotten at the pace at which
 * good clocks drift, so that many small steps are a jump as well. A jump of up to a day is stated and told; a date that
 * cannot be, or a jump beyond a day, is refused until the clock is right or a supervisor has confirmed it.
 */
export function judgeTime({ last, carriedMs, bounds }: KnownTime, reading: TimeReading): TimeVerdict {
  const elapsedMs =
    last === null || last.steadyMs === null || reading.steadyMs === null
      ? null
      : Math.max(0, reading.steadyMs - last.steadyMs)
  const movedMs = last === null ? 0 : reading.wallMs - last.wallMs
  // Without a steady clock in between, time that passed unseen looks like a jump ahead: only going back is one.
  const stepMs = elapsedMs === null ? Math.min(0, movedMs) : movedMs - elapsedMs
  const byMs = carriedMs + stepMs
  const why = impossible(bounds, reading.wallMs) ?? unlikely(byMs, elapsedMs, movedMs)
  if (why !== null) return { kind: 'implausible', why, byMs: Math.trunc(byMs), elapsedMs }
  if (Math.abs(byMs) > TOLERANCE_MS) return { kind: 'jumped', byMs: Math.trunc(byMs), elapsedMs }
  return { kind: 'fine', carriedMs: towardsZero(byMs, (elapsedMs ?? 0) * DRIFT) }
}

function impossible({ releasedMs, membershipMs, confirmedMs }: TimeBounds, wallMs: number) {
  const confirmed = confirmedMs ?? Number.NaN
  const isNearConfirmed = wallMs >= confirmed - DAY_JUMP_MS && wallMs <= confirmed + SILENCE_MS_MAX
  if (isNearConfirmed) return null
  if (wallMs < releasedMs) return 'clock-before-release'
  if (membershipMs !== null && wallMs < membershipMs - MEMBERSHIP_LEEWAY_MS) return 'clock-before-membership'
  return wallMs > releasedMs + RELEASE_LIFE_MS ? 'clock-too-far-ahead' : null
}

function unlikely(byMs: number, elapsedMs: number | null, movedMs: number): ImplausibleTime | null {
  if (byMs < -DAY_JUMP_MS) return 'clock-day-back'
  if (byMs > DAY_JUMP_MS) return 'clock-day-ahead'
  return elapsedMs === null && movedMs > SILENCE_MS_MAX ? 'clock-too-far-ahead' : null
}

const towardsZero = (value: number, by: number): number =>
  Math.sign(value) * Math.max(0, Math.abs(value) - by)
