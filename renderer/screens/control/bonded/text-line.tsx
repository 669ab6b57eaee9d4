import { Input, Label, TextField } from 'react-aria-components'

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly testId: string
  readonly isFirst?: boolean
  readonly isNumber?: boolean
}

/** One line that is typed, or scanned: papers and seals carry codes too. What is no number where one belongs is marked. */
export const TextLine = ({ label, value, onChange, testId, isFirst = false, isNumber = false }: Props) => (
  <TextField
    value={value}
    onChange={onChange}
    maxLength={200}
    autoFocus={isFirst}
    isInvalid={isNumber && !/^\d*$/.test(value)}
    validationBehavior="aria"
    className="field"
  >
    <Label>{label}</Label>
    <Input
      data-testid={testId}
      data-scan="next"
      autoComplete="off"
      spellCheck={false}
      {...(isNumber && { inputMode: 'numeric' as const })}
    />
  </TextField>
)
