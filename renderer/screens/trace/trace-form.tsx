import type { FormEvent, KeyboardEvent } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { ActionButton } from '../../parts/action-button.tsx'
import { useWords } from '../../words/use-words.ts'
import { FOUND_LIST } from './found-list.tsx'

/** What is typed into the form; empty where nothing is asked. */
export interface Asked {
  readonly text: string
  readonly operator: string
  /** Days, `YYYY-MM-DD`, as this machine's clock has them. */
  readonly from: string
  readonly to: string
}

export const nothingAsked: Asked = { text: '', operator: '', from: '', to: '' }

interface Props {
  readonly asked: Asked
  readonly onChange: (asked: Asked) => void
  readonly onGo: () => void
}

/** One field that takes anything that goods, papers or labels carry, and two filters beside it. */
export const TraceForm = ({ asked, onChange, onGo }: Props) => {
  const { t } = useWords()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onGo()
  }
  const toList = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return
    const row = document.querySelector<HTMLElement>(`#${FOUND_LIST} button`)
    if (row) event.preventDefault()
    row?.focus()
  }
  const set = (field: keyof Asked) => (value: string) => onChange({ ...asked, [field]: value })
  return (
    <form className="trace-form" onSubmit={submit}>
      <TextField
        value={asked.text}
        onChange={set('text')}
        autoFocus
        maxLength={2048}
        className="field trace-text"
      >
        <Label>{t('trace.text')}</Label>
        <Input
          data-testid="trace-text"
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          onKeyDown={toList}
        />
      </TextField>
      <TextField value={asked.operator} onChange={set('operator')} maxLength={100} className="field">
        <Label>{t('trace.operator')}</Label>
        <Input data-testid="trace-operator" data-scan="submit" spellCheck={false} />
      </TextField>
      <TextField value={asked.from} onChange={set('from')} className="field">
        <Label>{t('trace.from')}</Label>
        <Input type="date" data-testid="trace-from" max="2199-12-31" />
      </TextField>
      <TextField value={asked.to} onChange={set('to')} className="field">
        <Label>{t('trace.to')}</Label>
        <Input type="date" data-testid="trace-to" max="2199-12-31" />
      </TextField>
      <ActionButton type="submit" look="primary" hint="Enter" testId="trace-go">
        {t('trace.go')}
      </ActionButton>
    </form>
  )
}
