import { goodView, soundWear, type View, type Wear } from './worn-print.ts'

/** One kind of damage, mild to hopeless: all else is a sound print under a good camera. */
export interface DamageKind {
  readonly name: string
  readonly unit: string
  readonly levels: readonly {
    readonly label: string
    readonly wear?: Partial<Wear>
    readonly view?: Partial<View>
  }[]
}

const kind = (
  name: string,
  unit: string,
  values: readonly number[],
  change: (value: number) => { wear?: Partial<Wear>; view?: Partial<View> },
): DamageKind => ({ name, unit, levels: values.map((value) => ({ label: `${value}`, ...change(value) })) })

export const damageKinds: readonly DamageKind[] = [
  kind('nothing', '', [0], () => ({})),
  kind('blur', 'dots', [1.25, 1.5, 1.75, 2], (blurDots) => ({ view: { blurDots } })),
  kind('dot noise', '%', [5, 10, 12.5, 15], (share) => ({ wear: { noise: share / 100 } })),
  kind('dead dots', 'dots', [2, 4, 8, 16], (deadDots) => ({ wear: { deadDots } })),
  kind('dead run', 'dots', [2, 4, 8, 12], (deadRunDots) => ({ wear: { deadRunDots } })),
  kind('too dark', 'dots of growth', [0.5, 0.75, 1, 1.1], (gainDots) => ({ wear: { gainDots } })),
  kind('too light', '% voids', [10, 20, 25, 30], (share) => ({ wear: { voids: share / 100 } })),
  kind('scratches', 'lines', [1, 2, 3, 4], (scratches) => ({ wear: { scratches } })),
  kind('covered', '% of the area', [1, 3, 6, 10], (share) => ({ wear: { covered: share / 100 } })),
  kind('low contrast', '%', [15, 10, 8, 6], (share) => ({
    view: { contrast: share / 100, sensorNoise: 0.015 },
  })),
  kind('tilt', 'degrees, turned at will', [35, 50, 60, 65], (tiltDegrees) => ({
    view: { tiltDegrees, turnDegrees: 180 },
  })),
  kind('few pixels', 'a dot', [0.5, 0.45, 0.4, 0.35], (pixelsPerDot) => ({ view: { pixelsPerDot } })),
  kind('all at once', '× a bad day', [0.5, 0.75, 1, 1.25], (day) => ({
    wear: {
      noise: 0.02 * day,
      deadDots: Math.round(day),
      gainDots: 0.4 * day,
      scratches: Math.round(day),
      covered: 0.005 * day,
    },
    view: {
      blurDots: 0.82 + 0.4 * day,
      tiltDegrees: 12 * day,
      turnDegrees: 180,
      contrast: 0.7 / day,
      pixelsPerDot: 1 - 0.1 * day,
    },
  })),
]

/** Dots of a 300 dpi head in one of a 203 dpi head. */
const finer = 300 / 203.2

/**
 * The same damage on a head of 300 dpi: what is a length on paper takes more of its dots (growth, the spread of the optics, a
 * pixel); what the head's own dots do (noise, dead dots) and the number and dots of scratches stay.
 */
export const at300Dpi = ({ levels, ...kind }: DamageKind): DamageKind => ({
  ...kind,
  levels: levels.map((level) => {
    const [wear, view] = [wearOf(level), viewOf(level, false)]
    return {
      ...level,
      wear: { ...wear, gainDots: wear.gainDots * finer },
      view: { ...view, blurDots: view.blurDots * finer, pixelsPerDot: view.pixelsPerDot / finer },
    }
  }),
})

export const wearOf = (level: DamageKind['levels'][number]): Wear => ({ ...soundWear, ...level.wear })
/** Labels of cases are read by scanners that are held to them, so their symbols are never turned at will. */
export const viewOf = (level: DamageKind['levels'][number], isHeldTo: boolean): View => {
  const view = { ...goodView, ...level.view }
  return isHeldTo ? { ...view, turnDegrees: Math.min(view.turnDegrees, goodView.turnDegrees) } : view
}
