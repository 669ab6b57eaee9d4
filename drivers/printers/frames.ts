const STX = '\x02'
const ETX = '\x03'

/** What stood between STX and ETX, and the place behind it. */
export interface Frame {
  readonly text: string
  readonly end: number
}

/** Whole frames in order. One that began and was overtaken by another beginning is left out, as is what stands between. */
export function framesOf(heard: string): Frame[] {
  const frames: Frame[] = []
  for (let stop = heard.indexOf(ETX); stop >= 0; stop = heard.indexOf(ETX, stop + 1)) {
    const start = heard.lastIndexOf(STX, stop)
    if (start < (frames.at(-1)?.end ?? 0)) continue
    frames.push({ text: heard.slice(start + 1, stop), end: stop + 1 })
  }
  return frames
}
