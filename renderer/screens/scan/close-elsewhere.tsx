import { useEffect, useRef } from 'react'
import type { LineView } from '../../../core/contract/station-view.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { elsewhereOf, SharedLineFacts } from '../../parts/shared-line-facts.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'

interface Props {
  readonly line: LineView
  /** Units that others have, as they stood here when it was pressed. */
  readonly onConfirm: (elsewhere: number) => void
  readonly onClose: () => void
}

/** What closing a shared line here says: whose word is counted on, how old it is, and what nobody has. */
export const CloseElsewhere = ({ line, onConfirm, onClose }: Props) => {
  const { t } = useWords()
  const { others } = line
  const units = elsewhereOf(line)
  const missing = others?.share.missing ?? 0
  const isOld = others?.stations.some(({ word, received, short }) => word === 'old' && received + short > 0)
  const isClosable = units > 0 && missing === 0
  const isPlain = isClosable && !isOld && others?.share.over === 0
  const actions = useRef<HTMLDivElement>(null)
  // Enter by itself closes on fresh words alone, and nothing that is too many.
  useEffect(
    () =>
      actions.current?.querySelector<HTMLButtonElement>(isPlain ? 'button' : 'button:last-child')?.focus(),
    [isPlain],
  )
  return (
    <>
      {others && <SharedLineFacts line={line} others={others} />}
      {isOld && <p className="others-over">{t('missing.elsewhere-old')}</p>}
      {missing > 0 && <p className="others-over">■ {t('missing.elsewhere-open', { n: missing })}</p>}
      <p className="quiet">{t('missing.elsewhere-hint')}</p>
      <div className="dialog-actions" ref={actions}>
        <ActionButton
          look={isPlain ? 'primary' : 'danger'}
          isDisabled={!isClosable}
          onPress={() => onConfirm(units)}
          testId="confirm-elsewhere"
        >
          {t('missing.confirm-elsewhere', { n: units })}
        </ActionButton>
        <ActionButton hint="Esc" onPress={onClose}>
          {t('cancel')}
        </ActionButton>
      </div>
    </>
  )
}

export const CloseElsewhereDialog = (props: Props) => {
  const { t } = useWords()
  const { line, onClose } = props
  return (
    <StationDialog title={t('missing.elsewhere-title', { line: line.line, lot: line.lot })} onClose={onClose}>
      <CloseElsewhere {...props} />
    </StationDialog>
  )
}
