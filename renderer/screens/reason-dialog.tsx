import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { ActionButton } from '../parts/action-button.tsx'
import { NumberKeyList } from '../parts/number-key-list.tsx'
import { StationDialog } from '../parts/station-dialog.tsx'
import type { Word } from '../words/i18n.ts'
import { useWords } from '../words/use-words.ts'

interface Props {
  readonly title: string
  readonly hint: string
  readonly confirm: string
  /** Codes that are recorded; their words are `reason.CODE`. */
  readonly reasons: readonly string[]
  readonly onConfirm: (reason: string) => void
  readonly onClose: () => void
  /** What else is asked before it is done. */
  readonly children?: ReactNode
}

/** More than so many stand in two columns. */
const COLUMN_MAX = 6

const reasonWord = (reason: string) => `reason.${reason}` as Word

/** Why: a number and Enter choose the reason, Enter again does it, Escape goes back. */
export const ReasonDialog = ({ title, hint, confirm, reasons, onConfirm, onClose, children }: Props) => {
  const { t } = useWords()
  const [chosen, setChosen] = useState<string | null>(null)
  const isLong = reasons.length > COLUMN_MAX
  const rest = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!chosen) return
    const fields = [...(rest.current?.querySelectorAll('input') ?? [])]
    const next = fields.find((field) => field.value === '') ?? rest.current?.querySelector('[type=submit]')
    if (next instanceof HTMLElement) next.focus()
  }, [chosen])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen) onConfirm(chosen)
  }
  return (
    <StationDialog title={title} onClose={onClose} isWide={isLong}>
      <p>{hint}</p>
      <p className="quiet">{t('reason.pick')}</p>
      <div className={isLong ? 'reason-list' : ''}>
        <NumberKeyList
          label={t('reason.pick')}
          items={reasons}
          idOf={(reason) => reason}
          onPick={setChosen}
          draw={(reason) => (
            <span className={reason === chosen ? 'is-chosen' : ''}>
              {t(reasonWord(reason))}
              {reason === chosen && ' ✓'}
            </span>
          )}
        />
      </div>
      <form onSubmit={submit} autoComplete="off">
        <div className="reason-rest" ref={rest}>
          {children}
          <div className="dialog-actions">
            <ActionButton type="submit" look="danger" isDisabled={!chosen} testId="confirm">
              {confirm}
            </ActionButton>
            <ActionButton hint="Esc" onPress={onClose}>
              {t('cancel')}
            </ActionButton>
          </div>
        </div>
      </form>
    </StationDialog>
  )
}
