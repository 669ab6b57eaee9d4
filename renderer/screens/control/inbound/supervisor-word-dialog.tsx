import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { InboundLine } from '../../../../core/contract/release.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'

/** As the station wants it; it says so itself in words. */
const REASON_MIN = 10
const REASON_MAX = 300

interface Props {
  readonly asn: string
  readonly of: InboundLine
  readonly asked: 'override' | 'lift'
  readonly onClose: () => void
}

/** A supervisor answers for held goods by name: what they let go on, why, and that it is told for good. */
export const SupervisorWordDialog = ({ asn, of, asked, onClose }: Props) => {
  const { client } = useStation()
  const { t, say } = useWords()
  const [reason, setReason] = useState('')
  const { line, lot, why } = of
  const said = { asn, line, lot, reason }
  return (
    <SupervisorDialog
      title={t(`inbound.${asked}-title`, { line, lot })}
      hint={t(`inbound.${asked}-hint`)}
      confirm={t(`inbound.${asked}`)}
      isSaidFirst
      isReady={reason.trim().length >= REASON_MIN}
      onSubmit={(badge, passcode) => client.release[asked]({ ...said, badge, passcode })}
      onClose={onClose}
    >
      <ul className="inbound-whys">
        {why
          .filter(({ by }) => (asked === 'lift' ? by === 'operator' : by !== 'operator'))
          .map(({ sentence, demand }) => (
            <li key={`${demand}/${sentence.code}`} className="inbound-why">
              {say(sentence)}
            </li>
          ))}
      </ul>
      <TextField value={reason} onChange={setReason} maxLength={REASON_MAX} autoFocus className="field">
        <Label>{t('inbound.word-reason', { min: REASON_MIN })}</Label>
        <Input data-testid="word-reason" autoComplete="off" />
      </TextField>
    </SupervisorDialog>
  )
}
