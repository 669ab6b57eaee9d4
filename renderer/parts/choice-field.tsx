import { useId } from 'react'

interface Option<T extends string | number> {
  readonly value: T
  readonly word: string
}

interface Props<T extends string | number> {
  readonly label: string
  readonly value: T
  readonly options: readonly Option<T>[]
  readonly onChoose: (value: T) => void
  readonly testId?: string
}

/** One of many, from the system's own list: arrows and letters choose, whatever the language. */
export function SelectField<T extends string | number>({
  label,
  value,
  options,
  onChoose,
  testId,
}: Props<T>) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={String(value)}
        data-testid={testId}
        onChange={(event) => {
          const chosen = options.find((option) => String(option.value) === event.target.value)
          if (chosen) onChoose(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={String(option.value)}>
            {option.word}
          </option>
        ))}
      </select>
    </div>
  )
}

/** One of a few, all of them to be seen at once. */
export function RadioField<T extends string | number>({ label, value, options, onChoose, testId }: Props<T>) {
  const name = useId()
  return (
    <fieldset className="radio-field">
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={option.value === value ? 'radio is-chosen' : 'radio'}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
            data-testid={testId && `${testId}-${option.value}`}
          />
          {option.word}
        </label>
      ))}
    </fieldset>
  )
}

interface CheckProps {
  readonly label: string
  readonly isChecked: boolean
  readonly onChange: (isChecked: boolean) => void
  readonly testId?: string
}

/** Yes or no. */
export const CheckField = ({ label, isChecked, onChange, testId }: CheckProps) => (
  <label className="check">
    <input
      type="checkbox"
      checked={isChecked}
      onChange={(event) => onChange(event.target.checked)}
      data-testid={testId}
    />
    {label}
  </label>
)
