import type { StationView } from '../../core/contract/station-view.ts'

type Kind = StationView['state']['kind']

/** One beep: hertz, and when it starts and how long it lasts in milliseconds. */
interface Beep {
  readonly hz: number
  readonly startMs: number
  readonly lengthMs: number
}

/**
 * Told apart with eyes away: accepted is short and high, a duplicate one flat tone, a stop two low ones, an unreadable
 * scan one short low, a choice of lots two rising. READY is silent.
 */
export const tones: Readonly<Record<Kind, readonly Beep[]>> = {
  'signed-out': [],
  ready: [],
  accepted: [{ hz: 1760, startMs: 0, lengthMs: 90 }],
  duplicate: [{ hz: 587, startMs: 0, lengthMs: 320 }],
  refused: [{ hz: 196, startMs: 0, lengthMs: 140 }],
  'pick-lot': [
    { hz: 784, startMs: 0, lengthMs: 90 },
    { hz: 1047, startMs: 120, lengthMs: 90 },
  ],
  stop: [
    { hz: 196, startMs: 0, lengthMs: 260 },
    { hz: 156, startMs: 340, lengthMs: 420 },
  ],
}

const RAMP_S = 0.008
const LOUDNESS = 0.35

/** Plays the tones. Browsers keep a page silent until a person touches it: `wake` is called on the first key or press. */
export class Sounds {
  #context: AudioContext | null = null

  wake(): void {
    this.#context ??= new AudioContext()
    if (this.#context.state === 'suspended') void this.#context.resume().catch(() => {})
  }

  play(kind: Kind): void {
    const context = this.#context
    if (context?.state !== 'running') return
    for (const beep of tones[kind]) {
      const start = context.currentTime + beep.startMs / 1000
      const end = start + beep.lengthMs / 1000
      const oscillator = context.createOscillator()
      const gain = context.createGain()
      oscillator.type = kind === 'accepted' || kind === 'pick-lot' ? 'sine' : 'square'
      oscillator.frequency.value = beep.hz
      gain.gain.setValueAtTime(0, start)
      gain.gain.linearRampToValueAtTime(LOUDNESS, start + RAMP_S)
      gain.gain.setValueAtTime(LOUDNESS, end - RAMP_S)
      gain.gain.linearRampToValueAtTime(0, end)
      oscillator.connect(gain).connect(context.destination)
      oscillator.start(start)
      oscillator.stop(end)
    }
  }
}
