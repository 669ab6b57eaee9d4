import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { ActionButton } from '../../parts/action-button.tsx'
import { useWords } from '../../words/use-words.ts'
import { LABEL_LIST } from './label-list.tsx'
import { type Asked, labelFilters, nothingAsked } from './label-question.ts'

interface Props {
  readonly typed: Asked
  readonly onType: (typed: Asked) => void
  readonly onAsk: (asked: Asked) => void
  readonly counts: Readonly<Record<'doubt' | 'waiting' | 'scan-back' | 'stops', number>>
}

/** One field that takes anything that a label or a paper carries, filters as large buttons, and the rarer ones behind one more. */
export const LabelSearch = ({ typed, onType, onAsk, counts }: Props) => {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAsk(typed)
  }
  const toList = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return
    const row = document.querySelector<HTMLElement>(`#${LABEL_LIST} [role=row]`)
    if (row) event.preventDefault()
    row?.focus()
  }
  const set = (field: keyof Asked) => (value: string) => onType({ ...typed, [field]: value })
  const word = (name: (typeof labelFilters)[number]) =>
    name === 'all' || name === 'voided'
      ? t(`labels.filter.${name}`)
      : t(`labels.filter.${name}`, { n: counts[name] })
  return (
    <form className="label-search" onSubmit={submit}>
      <h1>{t('labels.title')}</h1>
      <div className="label-search-row">
        <TextField value={typed.text} onChange={set('text')} autoFocus maxLength={2048} className="field">
          <Label>{t('labels.search')}</Label>
          <Input
            data-testid="labels-text"
            spellCheck={false}
            onFocus={(event) => event.currentTarget.select()}
            onKeyDown={toList}
          />
        </TextField>
        <ActionButton type="submit" look="primary" hint="Enter" testId="labels-go">
          {t('trace.go')}
        </ActionButton>
        <ActionButton onPress={() => setOpen(!isOpen)} aria-expanded={isOpen} testId="labels-more-fields">
          {t('labels.more-fields')}
        </ActionButton>
      </div>
      {isOpen && (
        <div className="label-search-fields">
          <TextField value={typed.from} onChange={set('from')} className="field">
            <Label>{t('trace.from')}</Label>
            <Input type="date" data-testid="labels-from" max="2199-12-31" />
          </TextField>
          <TextField value={typed.to} onChange={set('to')} className="field">
            <Label>{t('trace.to')}</Label>
            <Input type="date" data-testid="labels-to" max="2199-12-31" />
          </TextField>
          {(['operator', 'printer', 'reason'] as const).map((name) => (
            <TextField key={name} value={typed[name]} onChange={set(name)} maxLength={200} className="field">
              <Label>{t(`labels.field.${name}`)}</Label>
              <Input data-testid={`labels-${name}`} data-scan="submit" spellCheck={false} />
            </TextField>
          ))}
          <ActionButton onPress={() => onAsk(nothingAsked)} testId="labels-clear">
            {t('labels.clear')}
          </ActionButton>
        </div>
      )}
      <fieldset className="filters" aria-label={t('labels.filter')}>
        {labelFilters.map((name) => (
          <ActionButton
            key={name}
            look={name === typed.filter ? 'primary' : 'plain'}
            aria-pressed={name === typed.filter}
            onPress={() => onAsk({ ...typed, filter: name })}
            testId={`filter-${name}`}
          >
            {word(name)}
          </ActionButton>
        ))}
      </fieldset>
    </form>
  )
}
