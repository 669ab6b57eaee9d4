import { useState } from 'react'
import type { LabelView } from '../../core/contract/station-view.ts'
import { type Problem, problemOf } from '../connection/problem.ts'
import { useStation } from '../connection/station-context.ts'
import { useAct } from '../connection/use-act.ts'
import { useWords } from '../words/use-words.ts'
import { ProblemText } from './problem-text.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { voidReasons } from './reasons.ts'
import { useVoucher, VoucherFields } from './voucher-fields.tsx'

interface Props {
  readonly label: LabelView
  readonly onClose: () => void
}

/** Gives a label up, with the reason. Where a supervisor must do it, that is said before anybody tries. */
export const VoidDialog = ({ label, onClose }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const voucher = useVoucher(label.mayVoid === 'supervisor' ? 'supervisor' : null)
  const confirm = async (reason: string) => {
    if (isBusy || !voucher.isWhole()) return
    setBusy(true)
    const key = { key: 'void', serial: label.serial, reason } as const
    try {
      // A passcode is never kept to be sent again; without one the key is, until it is answered.
      if (voucher.rank) await client.press({ ...key, ...voucher.asked })
      else await act.press(key)
      onClose()
    } catch (error) {
      setProblem(problemOf(error))
      voucher.clear()
    } finally {
      setBusy(false)
    }
  }
  return (
    <ReasonDialog
      title={t('void.title', { serial: label.serial })}
      hint={t('void.hint')}
      confirm={t('void.confirm')}
      reasons={voidReasons}
      onConfirm={(reason) => void confirm(reason)}
      onClose={onClose}
    >
      <VoucherFields voucher={voucher} />
      {problem && (
        <p className="tone-stop" role="alert">
          <ProblemText problem={problem} />
        </p>
      )}
    </ReasonDialog>
  )
}
