import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ScannerFaultName } from '../../../core/contract/devices.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { useWords } from '../../words/use-words.ts'

const faults = ['none', 'double-trigger', 'lost-gs', 'no-aim', 'garbage', 'cut'] as const

/** Training only: what can be wrong with the simulated scanner when it reads sample goods. */
export const ScannerFaults = () => {
  const { client, view } = useStation()
  const { t } = useWords()
  const act = useAct()
  const queries = useQueryClient()
  const asked = useQuery({
    queryKey: ['scanner-now', view.revision],
    queryFn: () => client.training.scannerNow(),
    placeholderData: (before) => before,
  })
  const now = asked.data?.fault ?? 'none'
  const inject = (fault: ScannerFaultName) =>
    void act
      .call(() => client.training.scannerFault({ fault }))
      .then(() => {
        void asked.refetch()
        // Their bytes are what the scanner sends of them.
        void queries.invalidateQueries({ queryKey: ['practice-goods'] })
      })
  return (
    <fieldset className="fault-group">
      <legend>{t('faults.scanner')}</legend>
      {faults.map((fault) => (
        <ActionButton
          key={fault}
          onPress={() => inject(fault)}
          aria-pressed={now === fault}
          look={now === fault && fault !== 'none' ? 'primary' : 'plain'}
          testId={`scanner-fault-${fault}`}
        >
          {t(`scanner-fault.${fault}`)}
        </ActionButton>
      ))}
    </fieldset>
  )
}
