import { Input, Label, TextField } from 'react-aria-components'

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (digits: string) => void
  readonly isFirst?: boolean
  readonly testId: string
}

/** A number of pieces as it is typed: digits alone, and empty while nothing is. */
export const NumberField = ({ label, value, onChange, isFirst = false, testId }: Props) => (
  <TextField
    value={value}
    onChange={(typed) => onChange(typed.replaceAll(/\D/g, '').slice(0, 7))}
    inputMode="numeric"
    autoFocus={isFirst}
    className="field"
  >
    <Label>{label}</Label>
    <Input data-testid={testId} autoComplete="off" />
  </TextField>
)
