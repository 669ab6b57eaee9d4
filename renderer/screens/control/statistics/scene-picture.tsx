import { useId } from 'react'
import { fills, TILE } from '../../../../core/statistics/plot/fills.ts'
import type { Mark, Scene } from '../../../../core/statistics/plot/scene.ts'

interface Props {
  readonly scene: Scene
  /** What is drawn, in words; the numbers stand in the table behind it. */
  readonly label: string
}

/** A drawing of figures. Its patterns have names of its own: several drawings are on one page. */
export const ScenePicture = ({ scene: { width, height, marks }, label }: Props) => {
  const id = useId()
  const fillOf = (series: number) => `url(#${id}-${series})`
  return (
    <svg
      className="plot"
      viewBox={`0 0 ${width} ${height}`}
      style={{ maxWidth: `${width * 1.35}px` }}
      role="img"
      aria-label={label}
    >
      <Fills id={id} />
      {marks.map((mark, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: marks have no name but their place, and are drawn anew together
        <MarkPicture key={at} mark={mark} fillOf={fillOf} />
      ))}
    </svg>
  )
}

const Fills = ({ id }: { readonly id: string }) => (
  <defs>
    {fills.map(({ ground, stroke, strokes }, series) => (
      <pattern key={ground} id={`${id}-${series}`} width={TILE} height={TILE} patternUnits="userSpaceOnUse">
        <rect width={TILE} height={TILE} fill={ground} />
        {strokes && <path d={strokes} stroke={stroke} strokeWidth="1.4" />}
      </pattern>
    ))}
  </defs>
)

const MarkPicture = ({
  mark,
  fillOf,
}: {
  readonly mark: Mark
  readonly fillOf: (series: number) => string
}) => {
  switch (mark.shape) {
    case 'bar': {
      const { x, y, width, height, series, title } = mark
      return (
        <rect {...{ x, y, width, height }} fill={fillOf(series)}>
          <title>{title}</title>
        </rect>
      )
    }
    case 'dot':
      return (
        <circle cx={mark.x} cy={mark.y} r="7" fill={fillOf(mark.series)} className="plot-dot">
          <title>{mark.title}</title>
        </circle>
      )
    case 'line': {
      const { x1, y1, x2, y2, role, title } = mark
      return (
        <line {...{ x1, y1, x2, y2 }} className={`plot-${role}`}>
          {title && <title>{title}</title>}
        </line>
      )
    }
    case 'text':
      return (
        <text x={mark.x} y={mark.y} textAnchor={mark.anchor} className={`plot-${mark.role}`}>
          {mark.text}
        </text>
      )
  }
}

/** A swatch of a legend. */
export const FillSwatch = ({ series }: { readonly series: number | 'mark' }) => {
  const id = useId()
  return (
    <svg className="plot-swatch" viewBox="0 0 20 14" aria-hidden="true">
      <Fills id={id} />
      {series === 'mark' ? (
        <line x1="0" x2="20" y1="7" y2="7" className="plot-mark" />
      ) : (
        <rect width="20" height="14" fill={`url(#${id}-${series})`} />
      )}
    </svg>
  )
}
