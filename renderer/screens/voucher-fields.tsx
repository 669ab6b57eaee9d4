import { useRef, useState } from 'react'
import { useStation } from '../connection/station-context.ts'
import { PersonFields } from '../parts/person-fields.tsx'
import { useWords } from '../words/use-words.ts'

/** Whose badge a change needs. */
export type Rank = 'supervisor' | 'administrator'

const samples = {
  supervisor: { badge: 'SUP-0001', passcode: '135790' },
  administrator: { badge: 'ADM-0001', passcode: '975310' },
} as const

/** Badge and passcode of somebody who may do it; nothing is asked where the person signed in may. */
export function useVoucher(rank: Rank | null) {
  const { view } = useStation()
  const role = view.person?.role ?? 'operator'
  const isRanked = role === 'administrator' || (role === 'supervisor' && rank === 'supervisor')
  const [badge, setBadge] = useState(isRanked ? (view.person?.badge ?? '') : '')
  const [passcode, setPasscode] = useState('')
  const passcodeField = useRef<HTMLInputElement>(null)
  return {
    rank,
    badge,
    passcode,
    setBadge,
    setPasscode,
    passcodeField,
    asked: rank ? { badge: badge.trim(), passcode } : {},
    clear: () => setPasscode(''),
    /** Whether both are there; else the eyes are led to what is missing. */
    isWhole(): boolean {
      if (rank === null || (badge.trim() !== '' && passcode !== '')) return true
      passcodeField.current?.focus()
      return false
    },
  }
}

/** Says before anybody tries who may do this, and asks for them. */
export const VoucherFields = ({ voucher }: { voucher: ReturnType<typeof useVoucher> }) => {
  const { view } = useStation()
  const { t } = useWords()
  const { rank } = voucher
  if (!rank) return null
  return (
    <fieldset className="voucher">
      <legend>{t(`voucher.${rank}`)}</legend>
      <div className="field-grid">
        <PersonFields
          badge={voucher.badge}
          passcode={voucher.passcode}
          onBadge={voucher.setBadge}
          onPasscode={voucher.setPasscode}
          first="none"
          testIdPrefix="voucher-"
          passcodeRef={voucher.passcodeField}
        />
      </div>
      {view.training && <p className="quiet">{t('sign-in.sample', samples[rank])}</p>}
    </fieldset>
  )
}
