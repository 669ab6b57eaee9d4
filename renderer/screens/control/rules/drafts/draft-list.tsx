import { useState } from 'react'
import { GridList, GridListItem, Input, Label, TextField } from 'react-aria-components'
import type { DraftView } from '../../../../../core/contract/drafts.ts'
import { useStation } from '../../../../connection/station-context.ts'
import { useAct } from '../../../../connection/use-act.ts'
import { useKeys } from '../../../../input/use-keys.ts'
import { ActionButton } from '../../../../parts/action-button.tsx'
import { StationDialog } from '../../../../parts/station-dialog.tsx'
import { useWords } from '../../../../words/use-words.ts'
import { when } from '../when.ts'

interface Props {
  readonly of: readonly DraftView[]
  readonly chosen: string | null
  readonly onChoose: (draft: string) => void
}

/** Drafts of the warehouse, with who wrote last and when; and a new one from the set in force. */
export const DraftList = ({ of, chosen, onChoose }: Props) => {
  const { t } = useWords()
  const [isAsked, setAsked] = useState(false)
  useKeys({ 'Alt+KeyN': () => setAsked(true) })
  return (
    <section className="draft-list">
      <header className="card-head">
        <h2>{t('drafts.title')}</h2>
        <ActionButton hint="Alt+N" onPress={() => setAsked(true)} testId="begin-draft">
          {t('drafts.begin')}
        </ActionButton>
      </header>
      {of.length > 0 && (
        <GridList
          aria-label={t('drafts.title')}
          className="label-rows"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={chosen ? [chosen] : []}
          onSelectionChange={(keys) => {
            const [first] = keys === 'all' ? [] : keys
            if (typeof first === 'string') onChoose(first)
          }}
          items={of.map((draft) => ({ id: draft.draft, draft }))}
        >
          {({ draft: { draft, title, state, last, conflicts } }) => (
            <GridListItem id={draft} textValue={title} className="label-row rules-row">
              <strong>{title}</strong>
              <span className="badge badge-rules-draft" data-testid={`draft-${title}`}>
                {conflicts > 0 ? t('drafts.conflicts', { n: conflicts }) : t(`drafts.state.${state}`)}
              </span>
              <span className="quiet rules-name">
                {t('drafts.last', { t: when(last.t), by: last.by, station: last.station })}
              </span>
            </GridListItem>
          )}
        </GridList>
      )}
      {isAsked && <BeginDraft onBegun={onChoose} onClose={() => setAsked(false)} />}
    </section>
  )
}

const BeginDraft = ({ onBegun, onClose }: { onBegun: (draft: string) => void; onClose: () => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [title, setTitle] = useState('')
  const begin = async () => {
    const made = await act.call(() => client.drafts.begin({ title: title.trim(), empty: false }))
    if (!made) return
    onBegun(made.draft.draft)
    onClose()
  }
  return (
    <StationDialog title={t('drafts.begin')} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (title.trim() !== '') void begin()
        }}
      >
        <p>{t('drafts.begin-hint')}</p>
        <TextField value={title} onChange={setTitle} maxLength={80} autoFocus className="field">
          <Label>{t('drafts.name')}</Label>
          <Input data-testid="draft-title" />
        </TextField>
        <div className="dialog-actions">
          <ActionButton hint="Esc" onPress={onClose}>
            {t('cancel')}
          </ActionButton>
          <ActionButton
            hint="Enter"
            type="submit"
            look="primary"
            isDisabled={title.trim() === ''}
            testId="draft-go"
          >
            {t('drafts.begin')}
          </ActionButton>
        </div>
      </form>
    </StationDialog>
  )
}
