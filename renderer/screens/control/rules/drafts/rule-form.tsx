import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { DraftShowAnswer } from '../../../../../core/contract/drafts.ts'
import { useStation } from '../../../../connection/station-context.ts'
import { useAct } from '../../../../connection/use-act.ts'
import { ActionButton } from '../../../../parts/action-button.tsx'
import { SelectField } from '../../../../parts/choice-field.tsx'
import { StationDialog } from '../../../../parts/station-dialog.tsx'
import type { Word } from '../../../../words/i18n.ts'
import { useWords } from '../../../../words/use-words.ts'
import { type ListName, ruleFields, scopeNames, valuesOf, withValues } from './rule-fields.ts'

/** A rule that is edited: one that is there, or a new one. */
export interface EditedRule {
  readonly list: ListName
  /** Empty: a new one. */
  readonly id: string
  readonly rule: Readonly<Record<string, unknown>>
}

interface Props {
  readonly draft: string
  readonly of: EditedRule
  readonly onDone: (shown: DraftShowAnswer) => void
  readonly onClose: () => void
}

/** One rule's values in a form. What the station says of the whole set then stands in the draft at once. */
export const RuleForm = ({ draft, of: { list, id, rule }, onDone, onClose }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const isNew = id === ''
  const [name, setName] = useState(id)
  const [scope, setScope] = useState<Record<string, string>>({})
  const [values, setValues] = useState<Record<string, string>>(valuesOf(list, rule))
  const called = name.trim()
  const save = async () => {
    const named = list === 'categories' ? { category: called } : { id: called }
    const goods = Object.fromEntries(Object.entries(scope).filter(([, value]) => value.trim() !== ''))
    const scoped = isNew && list === 'whitelist' ? { scope: goods } : {}
    const made = { ...withValues(list, { ...rule, ...scoped }, values), ...(isNew && named) }
    const place = `${list}/${called}`
    const shown = await act.call(() =>
      client.drafts.write({ draft, place, value: { do: 'set', rule: made } }),
    )
    if (shown) onDone(shown)
  }
  const remove = async (does: 'remove' | 'base') => {
    const place = `${list}/${called}`
    const shown = await act.call(() => client.drafts.write({ draft, place, value: { do: does } }))
    if (shown) onDone(shown)
  }
  const word = (key: string) => t(`drafts.field.${key}` as Word)
  return (
    <StationDialog
      title={isNew ? t(`drafts.new-${list as 'whitelist' | 'categories'}`) : t('drafts.edit-title', { id })}
      onClose={onClose}
      isWide
    >
      <form
        className="draft-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (called !== '') void save()
        }}
      >
        {isNew && (
          <TextField value={name} onChange={setName} maxLength={64} autoFocus className="field">
            <Label>{word(list === 'categories' ? 'category' : 'id')}</Label>
            <Input data-testid="rule-id" />
          </TextField>
        )}
        {isNew &&
          list === 'whitelist' &&
          scopeNames.map((field) => (
            <TextField
              key={field}
              value={scope[field] ?? ''}
              onChange={(text) => setScope({ ...scope, [field]: text })}
              maxLength={200}
              className="field"
            >
              <Label>{word(field)}</Label>
              <Input data-testid={`scope-${field}`} />
            </TextField>
          ))}
        {ruleFields[list].map(({ name: field, kind, options }, at) =>
          kind === 'choice' ? (
            <SelectField
              key={field}
              label={word(field)}
              value={values[field] ?? ''}
              options={(options ?? []).map((value) => ({ value, word: choiceWord(value, t) }))}
              onChoose={(value) => setValues({ ...values, [field]: value })}
              testId={`field-${field}`}
            />
          ) : (
            <TextField
              key={field}
              value={values[field] ?? ''}
              onChange={(text) => setValues({ ...values, [field]: text })}
              maxLength={200}
              autoFocus={!isNew && at === 0}
              className="field"
            >
              <Label>{word(field)}</Label>
              <Input
                data-testid={`field-${field}`}
                inputMode={kind === 'number' || kind === 'optional' ? 'decimal' : 'text'}
              />
            </TextField>
          ),
        )}
        <div className="dialog-actions">
          <ActionButton hint="Esc" onPress={onClose}>
            {t('cancel')}
          </ActionButton>
          {!isNew && (
            <ActionButton onPress={() => void remove('base')} testId="rule-base">
              {t('drafts.as-before')}
            </ActionButton>
          )}
          {!isNew && (
            <ActionButton look="danger" onPress={() => void remove('remove')} testId="rule-remove">
              {t('drafts.remove')}
            </ActionButton>
          )}
          <ActionButton
            hint="Enter"
            type="submit"
            look="primary"
            isDisabled={called === ''}
            testId="rule-save"
          >
            {t('drafts.save')}
          </ActionButton>
        </div>
      </form>
    </StationDialog>
  )
}

const said = ['trace', 'exempt', 'hold', 'tell', 'every', 'first'] as const
const measures = ['percent-nonconforming', 'nonconformities-per-100-units'] as const

/** Levels are called as the standard calls them. */
function choiceWord(value: string, t: (key: Word) => string): string {
  const one = [...said, ...measures].find((known) => known === value)
  return one ? t(`drafts.choice.${one}`) : value
}
