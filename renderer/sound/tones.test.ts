import { describe, expect, it } from 'vitest'
import { tones } from './tones.ts'

const pitch = (kind: keyof typeof tones) => tones[kind][0]?.hz ?? 0
const lengthMs = (kind: keyof typeof tones) => Math.max(0, ...tones[kind].map((b) => b.startMs + b.lengthMs))

describe('the sounds', () => {
  it('tell accepted, duplicate and stop apart by pitch, length and number, with eyes away', () => {
    expect(pitch('accepted')).toBeGreaterThan(2 * pitch('duplicate'))
    expect(pitch('duplicate')).toBeGreaterThan(2 * pitch('stop'))
    expect(lengthMs('accepted')).toBeLessThan(lengthMs('duplicate'))
    expect(tones.stop).toHaveLength(2)
    expect(tones.duplicate).toHaveLength(1)
  })

  it('keep READY quiet', () => {
    expect(tones.ready).toEqual([])
  })
})
