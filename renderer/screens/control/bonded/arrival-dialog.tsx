import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useStation } from '../../../connection/station-context.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { SelectField } from '../../../parts/choice-field.tsx'
import { useWords } from '../../../words/use-words.ts'
import { SubmitDialog } from '../../submit-dialog.tsx'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'
import { TextLine } from './text-line.tsx'

interface Props {
  readonly asns: readonly string[]
  readonly onClose: () => void
}

/** A container at the door: its number and seal as they are read, beside the plan's. A seal that is gone is left empty. */
export const ArrivalDialog = ({ asns, onClose }: Props) => {
  const { client, view } = useStation()
  const { t, say } = useWords()
  const [asn, setAsn] = useState(asns[0] ?? '')
  const [container, setContainer] = useState('')
  const [seal, setSeal] = useState('')
  const [heard, setHeard] = useState(false)
  const { data } = useQuery({
    queryKey: ['arrival', asn, view.revision],
    queryFn: () => client.bonded.arrival({ asn }),
    enabled: asn !== '',
  })
  if (heard) return <SettleDialog asn={asn} onClose={onClose} />
  const orNone = (text: string) => (text.trim() === '' ? null : text.trim())
  const result = data?.stops ? data.check?.result : null
  return (
    <SubmitDialog
      title={t('bonded.arrival')}
      confirm={t('bonded.arrival-confirm')}
      isReady={asn !== '' && container.trim() !== ''}
      onSubmit={() =>
        client.bonded.checkSeal({ asn, container: orNone(container), seal: orNone(seal), photo: null })
      }
      onClose={onClose}
    >
      <SelectField
        label={t('bonded.asn')}
        value={asn}
        options={asns.map((value) => ({ value, word: value }))}
        onChoose={setAsn}
        testId="arrival-asn"
      />
      {data && (
        <p className="bonded-planned">
          {t('bonded.planned-doors', {
            container: data.planned.container ?? '–',
            seal: data.planned.seal ?? '–',
          })}
        </p>
      )}
      <div className="bonded-doors">
        <TextLine
          label={t('bonded.container')}
          value={container}
          onChange={setContainer}
          testId="container"
          isFirst
        />
        <TextLine label={t('bonded.seal')} value={seal} onChange={setSeal} testId="seal" />
      </div>
      {data?.check?.warnings.map((warning) => (
        <p key={warning.code} className="tone-warn">
          {say(warning)}
        </p>
      ))}
      {result && result !== 'ok' && (
        <div className="inbound-why" role="status" data-testid="seal-stops">
          <p>{t(`bonded.seal-${result}`)}</p>
          <ActionButton onPress={() => setHeard(true)} testId="settle">
            {t('bonded.settle')}
          </ActionButton>
        </div>
      )}
    </SubmitDialog>
  )
}

const SettleDialog = ({ asn, onClose }: { asn: string; onClose: () => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const [said, setSaid] = useState('')
  const [document, setDocument] = useState('')
  const paper = document.trim() === '' ? null : document.trim()
  return (
    <SupervisorDialog
      title={t('bonded.settle')}
      hint={t('bonded.settle-hint', { asn })}
      confirm={t('bonded.settle')}
      isSaidFirst
      isReady={said.trim() !== ''}
      onSubmit={(badge, passcode) =>
        client.bonded.settleSeal({ asn, said: said.trim(), document: paper, badge, passcode })
      }
      onClose={onClose}
    >
      <TextLine label={t('bonded.customs-said')} value={said} onChange={setSaid} testId="said" isFirst />
      <TextLine
        label={t('bonded.customs-document')}
        value={document}
        onChange={setDocument}
        testId="document"
      />
    </SupervisorDialog>
  )
}
