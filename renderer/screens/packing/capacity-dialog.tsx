import { type FormEvent, useEffect, useRef, useState } from 'react'
import { type Problem, problemOf } from '../../connection/problem.ts'
import { useStation } from '../../connection/station-context.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { QuantityField, useQuantity } from '../../parts/quantity-field.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { ProblemText } from '../problem-text.tsx'
import { useVoucher, VoucherFields } from '../voucher-fields.tsx'

/** Cases on a pallet, as long as nobody says otherwise. */
const PALLET_CASES = 40

interface Props {
  readonly act: 'mixed-entry' | 'mixed-any' | 'open-pallet'
  readonly onClose: () => void
}

/** How much goes into a mixed case or on a pallet; and, for goods of several customs entries, who allows that. */
export const CapacityDialog = ({ act, onClose }: Props) => {
  const { client, view } = useStation()
  const { t } = useWords()
  const { line, person } = view
  const amount = useQuantity(act === 'open-pallet' ? PALLET_CASES : (line?.unitsPerCase ?? 1))
  const isRanked = person !== null && person.role !== 'operator'
  const voucher = useVoucher(act === 'mixed-any' && !isRanked ? 'supervisor' : null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const actions = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (voucher.rank === null) actions.current?.querySelector<HTMLButtonElement>('button')?.focus()
  }, [voucher.rank])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!voucher.isWhole()) return
    try {
      if (act === 'open-pallet') await client.press({ key: 'open-pallet', capacity: amount.quantity })
      else if (line)
        await client.press({
          key: 'open-case',
          asn: line.asn,
          line: line.line,
          lot: line.lot,
          mixed: act === 'mixed-any' ? 'any' : 'entry',
          capacity: amount.quantity,
          ...voucher.asked,
        })
      onClose()
    } catch (error) {
      setProblem(problemOf(error))
      voucher.clear()
    }
  }
  return (
    <StationDialog title={t(`packing.${act}`)} onClose={onClose}>
      <form onSubmit={submit} className="stack" autoComplete="off">
        <p>{t(`packing.${act}-hint`)}</p>
        <h3>{t(act === 'open-pallet' ? 'packing.capacity-pallet' : 'packing.capacity-case')}</h3>
        <QuantityField of={amount} />
        <VoucherFields voucher={voucher} />
        {problem && (
          <p className="tone-stop" role="alert">
            <ProblemText problem={problem} />
          </p>
        )}
        <div className="dialog-actions" ref={actions}>
          <ActionButton type="submit" look="primary" testId="confirm">
            {t('packing.open')}
          </ActionButton>
          <ActionButton hint="Esc" onPress={onClose}>
            {t('cancel')}
          </ActionButton>
        </div>
      </form>
    </StationDialog>
  )
}
