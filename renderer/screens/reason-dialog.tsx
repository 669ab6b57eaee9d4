import { useEffect, useRef, useState } from 'react'
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
}

const reasonWord = (reason: string) => `reason.${reason}` as Word

/** Why: a number and Enter choose the reason, Enter again does it, Escape goes back. */
export const ReasonDialog = ({ title, hint, confirm, reasons, onConfirm, onClose }: Props) => {
  const { t } = useWords()
  const [chosen, setChosen] = useState<string | null>(null)
  const confirmButton = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (chosen) confirmButton.current?.querySelector<HTMLButtonElement>('button')?.focus()
  }, [chosen])
  return (
    <StationDialog title={title} onClose={onClose}>
      <p>{hint}</p>
      <p className="quiet">{t('reason.pick')}</p>
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
      <div className="dialog-actions" ref={confirmButton}>
        <ActionButton
          look="danger"
          isDisabled={!chosen}
          onPress={() => chosen && onConfirm(chosen)}
          testId="confirm"
        >
          {confirm}
        </ActionButton>
        <ActionButton hint="Esc" onPress={onClose}>
          {t('cancel')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
