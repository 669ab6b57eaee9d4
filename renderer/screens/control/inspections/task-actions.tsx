import { useState } from 'react'
import type { InspectionAnswer } from '../../../../core/contract/inspections.ts'
import { fromBase64Url } from '../../../../core/encoding/base64.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useAct } from '../../../connection/use-act.ts'
import { saveFile } from '../../../input/save-file.ts'
import { useKeys } from '../../../input/use-keys.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { SelectField } from '../../../parts/choice-field.tsx'
import { useWords } from '../../../words/use-words.ts'
import { ContestDialog } from './contest-dialog.tsx'
import { OrderDialog } from './order-dialog.tsx'

type Order = 'cancel' | 'uphold' | 'repeat'

interface Props {
  readonly of: InspectionAnswer
  readonly agencies: readonly string[]
}

/** What may be done with a task now: the next step first, what a supervisor may order after it. */
export const TaskActions = ({ of, agencies }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [asked, setAsked] = useState<Order | 'contest' | null>(null)
  const { row, next, task: document } = of
  const task = row.id
  const may = (event: (typeof next)[number]) => next.includes(event)
  const done = () => setAsked(null)
  const sample = row.sample ?? 0
  const take = () => act.call(() => client.inspections.sample({ task, units: sample, epcs: [], note: '' }))
  const send = async () => {
    const file = await act.call(() => client.inspections.send({ task }))
    if (file) saveFile(file.fileName, fromBase64Url(file.bytes))
  }
  const canSample = may('sample') && row.sample !== null
  const canSend =
    may('send') && row.agency !== null && (row.state !== 'created' || document.sampling === null)
  const first = canSample ? () => void take() : canSend ? () => void send() : undefined
  useKeys({ 'Alt+KeyG': first })
  return (
    <div className="stack">
      {may('assign') && row.agency === null && <p className="quiet">{t('inspections.agency-hint')}</p>}
      {may('assign') && (
        <SelectField
          label={t('inspections.agency')}
          value={row.agency ?? ''}
          options={[
            ...(row.agency === null ? [{ value: '', word: t('inspections.no-agency') }] : []),
            ...agencies.map((value) => ({ value, word: value })),
          ]}
          onChoose={(agency) =>
            agency !== '' && void act.call(() => client.inspections.assign({ task, agency }))
          }
          testId="choose-agency"
        />
      )}
      <div className="button-row">
        {canSample && (
          <ActionButton hint="Alt+G" look="primary" onPress={take} testId="take-samples">
            {t('inspections.take-samples', { n: sample })}
          </ActionButton>
        )}
        {canSend && (
          <ActionButton
            look={row.state === 'sent' ? 'plain' : 'primary'}
            hint={canSample ? undefined : 'Alt+G'}
            onPress={send}
            testId="send-task"
          >
            {t(row.state === 'sent' ? 'inspections.send-again' : 'inspections.send')}
          </ActionButton>
        )}
        {may('acknowledge') && row.state === 'sent' && (
          <ActionButton
            onPress={() => act.call(() => client.inspections.acknowledge({ task }))}
            testId="acknowledge-task"
          >
            {t('inspections.event.acknowledge')}
          </ActionButton>
        )}
        {may('contest') && (
          <ActionButton onPress={() => setAsked('contest')} testId="contest-task">
            {t('inspections.contest')}
          </ActionButton>
        )}
        {(['uphold', 'repeat', 'cancel'] as const).filter(may).map((order) => (
          <ActionButton key={order} onPress={() => setAsked(order)} testId={`${order}-task`}>
            {t(`inspections.order.${order}`)}
          </ActionButton>
        ))}
      </div>
      {asked === 'contest' && <ContestDialog task={task} onClose={done} />}
      {asked !== null && asked !== 'contest' && (
        <OrderDialog
          title={t(`inspections.order.${asked}`)}
          hint={t(`inspections.order-hint.${asked}`)}
          confirm={t(`inspections.order.${asked}`)}
          onSubmit={(reason, badge, passcode) =>
            client.inspections.order({ task, order: asked, reason, badge, passcode })
          }
          onClose={done}
        />
      )}
    </div>
  )
}
