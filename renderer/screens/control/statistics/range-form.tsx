import type { FormEvent } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { StatisticsWords } from '../../../../core/statistics/statistics-words.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { RadioField } from '../../../parts/choice-field.tsx'
import type { Days } from './use-statistics.ts'

export const rangeNames = ['today', 'week', 'month', 'own'] as const
export type RangeName = (typeof rangeNames)[number]

const DAY_MS = 86_400_000
const lengths = { today: 1, week: 7, month: 30 } as const

/** The days of a range that ends today. */
export const daysUpTo = (today: string, name: keyof typeof lengths): Days => ({
  from: new Date(Date.parse(today) - (lengths[name] - 1) * DAY_MS).toISOString().slice(0, 10),
  to: today,
})

interface Props {
  readonly words: StatisticsWords
  readonly range: RangeName
  readonly days: Days
  readonly onRange: (range: RangeName) => void
  readonly onDays: (days: Days) => void
  readonly onCount: () => void
}

/** Which days: three ranges up to today, or two days of one's own. */
export const RangeForm = ({ words: { say }, range, days, onRange, onDays, onCount }: Props) => {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onCount()
  }
  return (
    <form className="statistics-row" onSubmit={submit}>
      <RadioField
        label={say('range')}
        value={range}
        options={rangeNames.map((value) => ({ value, word: say(`range.${value}`) }))}
        onChoose={onRange}
        testId="statistics-range"
      />
      {range === 'own' && (
        <>
          <TextField value={days.from} onChange={(from) => onDays({ ...days, from })} className="field">
            <Label>{say('from')}</Label>
            <Input type="date" data-testid="statistics-from" max="2199-12-31" />
          </TextField>
          <TextField value={days.to} onChange={(to) => onDays({ ...days, to })} className="field">
            <Label>{say('to')}</Label>
            <Input type="date" data-testid="statistics-to" max="2199-12-31" />
          </TextField>
          <ActionButton type="submit" look="primary" testId="statistics-count">
            {say('count')}
          </ActionButton>
        </>
      )}
    </form>
  )
}
