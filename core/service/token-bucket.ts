/** How much may be done: `burst` at once, and `perSecond` in the long run. */
export interface Allowance {
  readonly burst: number
  readonly perSecond: number
}

/** A bucket of tokens: as many as it may hold at first, and again as time passes. */
export interface Bucket {
  readonly tokens: number
  /** Milliseconds of a clock that does not jump. */
  readonly atMs: number
}

/** What came of asking for tokens. */
export interface Drawn {
  readonly bucket: Bucket
  readonly isAllowed: boolean
  /** Whole tokens that are left. */
  readonly left: number
  /** Seconds until the bucket is full again, rounded up. */
  readonly fullInS: number
  /** Seconds until so many as were asked for are there, rounded up; 0 when they were. */
  readonly waitS: number
}

export const fullBucket = ({ burst }: Allowance, atMs: number): Bucket => ({ tokens: burst, atMs })

/** Takes `cost` tokens, or none when there are not so many. A cost beyond the bucket takes a full one. Pure. */
export function draw({ tokens, atMs }: Bucket, allowance: Allowance, cost: number, nowMs: number): Drawn {
  const { burst, perSecond } = allowance
  const passedS = Math.max(0, nowMs - atMs) / 1000
  const there = Math.min(burst, tokens + passedS * perSecond)
  const wanted = Math.min(cost, burst)
  const isAllowed = there >= wanted
  const left = isAllowed ? there - wanted : there
  return {
    bucket: { tokens: left, atMs: Math.max(atMs, nowMs) },
    isAllowed,
    left: Math.floor(left),
    fullInS: Math.ceil((burst - left) / perSecond),
    waitS: isAllowed ? 0 : Math.max(1, Math.ceil((wanted - there) / perSecond)),
  }
}
