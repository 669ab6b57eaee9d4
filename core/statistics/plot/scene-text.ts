import { fills, TILE } from './fills.ts'
import type { Mark, Scene } from './scene.ts'

/** Text as it may stand in a page: nothing of it is markup. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** The fills of a page, named once for all its drawings. */
export const fillsText = (): string =>
  `<svg width="0" height="0" aria-hidden="true"><defs>${fills
    .map(
      ({ ground, stroke, strokes }, series) =>
        `<pattern id="fill-${series}" width="${TILE}" height="${TILE}" patternUnits="userSpaceOnUse"><rect width="${TILE}" height="${TILE}" fill="${ground}"/><path d="${strokes}" stroke="${stroke}" stroke-width="1.4"/></pattern>`,
    )
    .join('')}</defs></svg>`

const titled = (title: string | undefined) => (title ? `<title>${escaped(title)}</title>` : '')
const short = (value: number) => String(Math.round(value * 10) / 10)

function markText(mark: Mark): string {
  switch (mark.shape) {
    case 'bar': {
      const { x, y, width, height, series, title } = mark
      return `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" fill="url(#fill-${series})">${titled(title)}</rect>`
    }
    case 'dot':
      return `<circle cx="${short(mark.x)}" cy="${short(mark.y)}" r="7" fill="url(#fill-${mark.series})">${titled(mark.title)}</circle>`
    case 'line': {
      const { x1, y1, x2, y2, role, title } = mark
      return `<line x1="${short(x1)}" y1="${short(y1)}" x2="${short(x2)}" y2="${short(y2)}" class="${role}">${titled(title)}</line>`
    }
    case 'text':
      return `<text x="${short(mark.x)}" y="${short(mark.y)}" text-anchor="${mark.anchor}" class="${mark.role}">${escaped(mark.text)}</text>`
  }
}

/** A drawing as SVG text, for a page that has `fillsText`. */
export const sceneText = ({ width, height, marks }: Scene, label: string): string =>
  `<svg width="${width}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">${marks.map(markText).join('')}</svg>`
