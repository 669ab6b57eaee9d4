import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { DraftShowAnswer, DraftView } from '../../../../../core/contract/drafts.ts'
import { useStation } from '../../../../connection/station-context.ts'
import { useAct } from '../../../../connection/use-act.ts'
import { ActionButton } from '../../../../parts/action-button.tsx'
import { StationDialog } from '../../../../parts/station-dialog.tsx'
import { useWords } from '../../../../words/use-words.ts'

interface Props {
  readonly of: Pick<DraftView, 'draft' | 'name' | 'validFrom'>
  readonly onDone: (shown: DraftShowAnswer) => void
  readonly onClose: () => void
}

/** What the set that a draft becomes is called, and its first day. Only what is changed is written. */
export const SetForm = ({ of: { draft, ...before }, onDone, onClose }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [values, setValues] = useState({ name: before.name, validFrom: before.validFrom })
  const fields = ['name', 'validFrom'] as const
  const changed = fields.filter((field) => values[field].trim() !== before[field])
  const isReady = changed.length > 0 && fields.every((field) => values[field].trim() !== '')
  const save = async () => {
    for (const place of changed) {
      const value = { do: 'text' as const, text: values[place] }
      const shown = await act.call(() => client.drafts.write({ draft, place, value }))
      if (!shown) return
      onDone(shown)
    }
    onClose()
  }
  return (
    <StationDialog title={t('drafts.set')} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) void save()
        }}
      >
        <p>{t('drafts.set-hint')}</p>
        {fields.map((field) => (
          <TextField
            key={field}
            value={values[field]}
            onChange={(text) => setValues({ ...values, [field]: text })}
            maxLength={field === 'name' ? 200 : 40}
            autoFocus={field === 'name'}
            className="field"
          >
            <Label>{t(`drafts.set-${field}`)}</Label>
            <Input data-testid={`set-${field}`} />
          </TextField>
        ))}
        <div className="dialog-actions">
          <ActionButton hint="Esc" onPress={onClose}>
            {t('cancel')}
          </ActionButton>
          <ActionButton hint="Enter" type="submit" look="primary" isDisabled={!isReady} testId="set-save">
            {t('drafts.save')}
          </ActionButton>
        </div>
      </form>
    </StationDialog>
  )
}
