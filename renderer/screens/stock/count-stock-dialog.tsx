import { type FormEvent, useState } from 'react'
import { type Problem, problemOf } from '../../connection/problem.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { RadioField, SelectField } from '../../parts/choice-field.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { ProblemText } from '../problem-text.tsx'
import { useVoucher, VoucherFields } from '../voucher-fields.tsx'
import { NumberField } from './number-field.tsx'
import { StockTable, signed } from './stock-table.tsx'
import type { StockKind, StockRow } from './use-stock.ts'

const reasons = ['fed-blank', 'torn-in-printer', 'roll-short', 'roll-long', 'miscounted', 'missing'] as const

/** One kind after the other is counted. A difference is red as soon as it is typed, and needs its reason and a supervisor. */
export const CountStockDialog = ({ stock, onClose }: { stock: readonly StockRow[]; onClose: () => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const kept = stock.filter(({ isKept }) => isKept)
  const next = (kept.find(({ counted }) => counted === null) ?? kept[0])?.kind ?? 'unit-label'
  const [kind, setKind] = useState<StockKind>(next)
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState<(typeof reasons)[number] | ''>('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const expected = kept.find((row) => row.kind === kind)?.expected ?? 0
  const difference = typed === '' ? null : Number(typed) - expected
  const differs = difference !== null && difference !== 0
  const voucher = useVoucher(differs ? 'supervisor' : null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (typed === '' || (differs && reason === '') || !voucher.isWhole()) return
    const key = {
      key: 'count-stock',
      kind,
      left: Number(typed),
      ...(differs && reason && { reason }),
    } as const
    try {
      // A passcode is never kept to be sent again.
      if (differs) await client.press({ ...key, ...voucher.asked })
      else if (!(await act.press(key))) return onClose()
      const left = kept.filter((row) => row.kind !== kind && row.counted === null)
      setProblem(null)
      setTyped('')
      setReason('')
      voucher.clear()
      if (left[0]) setKind(left[0].kind)
      else onClose()
    } catch (error) {
      setProblem(problemOf(error))
      voucher.clear()
    }
  }
  return (
    <StationDialog title={t('stock.count-title')} onClose={onClose} isWide>
      {!differs && <StockTable stock={kept} />}
      <form onSubmit={submit} className="stack" autoComplete="off">
        <div className="field-grid">
          <RadioField
            label={t('stock.kind')}
            value={kind}
            options={kept.map((row) => ({ value: row.kind, word: t(`stock.kind.${row.kind}`) }))}
            onChoose={setKind}
            testId="kind"
          />
          <NumberField
            label={t('stock.count-field')}
            value={typed}
            onChange={setTyped}
            isFirst
            testId="left"
          />
        </div>
        {differs && (
          <>
            <p className="tone-stop" role="alert" data-testid="difference">
              {t('stock.difference', { difference: signed(difference), expected })}
            </p>
            <SelectField
              label={t('stock.reason')}
              value={reason}
              options={[
                { value: '', word: t('stock.reason-pick') },
                ...reasons.map((value) => ({ value, word: t(`reason.${value}`) })),
              ]}
              onChoose={setReason}
              testId="reason"
            />
            <VoucherFields voucher={voucher} />
          </>
        )}
        {problem && (
          <p className="tone-stop" role="alert">
            <ProblemText problem={problem} />
          </p>
        )}
        <div className="dialog-actions">
          <ActionButton
            type="submit"
            look={differs ? 'danger' : 'primary'}
            isDisabled={typed === '' || (differs && reason === '')}
            hint="Enter"
            testId="confirm"
          >
            {t(differs ? 'stock.confirm-difference' : 'stock.confirm-count')}
          </ActionButton>
          <ActionButton hint="Esc" onPress={onClose}>
            {t('cancel')}
          </ActionButton>
        </div>
      </form>
    </StationDialog>
  )
}
