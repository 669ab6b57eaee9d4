import { ProgressLine } from './progress-line.tsx'

/** So many places are drawn one by one; of more, only how full it is. */
const PLACES_MAX = 48
/** So many stand in one row; of more, half in each of two, so that they are of one size. */
const ROW_MAX = 20

interface Props {
  readonly label: string
  readonly value: number
  readonly max: number
}

/** How full a case or a pallet is, as somebody sees it who looks into it. The number is written beside. */
export const FillPicture = ({ label, value, max }: Props) =>
  max > PLACES_MAX ? (
    <ProgressLine label={label} value={value} max={max} />
  ) : (
    <div
      className="fill-picture"
      role="img"
      aria-label={`${label}: ${value} / ${max}`}
      style={{ gridTemplateColumns: `repeat(${max > ROW_MAX ? Math.ceil(max / 2) : max}, minmax(0, 26px))` }}
    >
      {Array.from({ length: max }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place is nothing but its number
        <span key={place} className={place < value ? 'is-filled' : ''} />
      ))}
    </div>
  )
