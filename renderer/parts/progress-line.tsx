import { ProgressBar } from 'react-aria-components'

interface Props {
  readonly label: string
  readonly value: number
  readonly max: number
}

/** A bar beside a number; the number is written elsewhere, the label is for those who cannot see the bar. */
export const ProgressLine = ({ label, value, max }: Props) => (
  <ProgressBar
    aria-label={label}
    value={Math.min(value, max)}
    minValue={0}
    maxValue={Math.max(1, max)}
    className="progress"
  >
    {({ percentage }) => <div className="progress-fill" style={{ width: `${percentage ?? 0}%` }} />}
  </ProgressBar>
)
