import { type FormEvent, useState } from 'react'
import { type Problem, problemOf } from '../../connection/problem.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { ProblemText } from '../problem-text.tsx'
import { useVoucher, VoucherFields } from '../voucher-fields.tsx'
import type { Device } from './device-order.ts'

interface Props {
  readonly device: Device
  readonly onForgotten: () => void
  readonly onClose: () => void
}

/** Takes a device off this station, after saying what that does and what it does not. */
export const ForgetDialog = ({ device, onForgotten, onClose }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  const { tell } = useAct()
  const [problem, setProblem] = useState<Problem | null>(null)
  const voucher = useVoucher(device.kind === 'printer' ? 'supervisor' : null)
  const forget = async (event: FormEvent) => {
    event.preventDefault()
    if (!voucher.isWhole()) return
    try {
      await client.devices.forget({ id: device.id, ...voucher.asked })
      tell(null)
      onForgotten()
    } catch (error) {
      setProblem(problemOf(error))
      voucher.clear()
    }
  }
  return (
    <StationDialog title={t('forget.title', { name: device.name })} onClose={onClose}>
      <form onSubmit={forget} className="stack" autoComplete="off" data-testid="forget-form">
        <p>{t(device.kind === 'printer' ? 'forget.printer' : 'forget.scanner')}</p>
        <VoucherFields voucher={voucher} />
        {problem && (
          <p className="tone-stop" role="alert">
            <ProblemText problem={problem} />
          </p>
        )}
        <div className="dialog-actions">
          <ActionButton type="submit" look="danger" testId="confirm">
            {t('forget.go')}
          </ActionButton>
          <ActionButton hint="Esc" autoFocus onPress={onClose}>
            {t('cancel')}
          </ActionButton>
        </div>
      </form>
    </StationDialog>
  )
}
