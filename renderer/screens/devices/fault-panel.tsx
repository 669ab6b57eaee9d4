import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FaultMomentName, PracticePrinter, PrinterActName } from '../../../core/contract/devices.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { useKeys } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { RadioField } from '../../parts/choice-field.tsx'
import { useWords } from '../../words/use-words.ts'
import { actsAt, faultGroups, type PrinterFault } from './fault-groups.ts'
import { ScannerFaults } from './scanner-faults.tsx'

const moments = ['now', 'mid-label', 'after-label'] as const

const well: PracticePrinter = { fault: 'none', at: 'now', struck: false, stops: [], isOn: true }

/** Training only: what can go wrong at the simulated printer, and what hands can do at it. */
export const FaultPanel = () => {
  const { client, view } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [at, setAt] = useState<FaultMomentName>('now')
  // The station knows what was chosen, in this window or another.
  const asked = useQuery({
    queryKey: ['printer-now', view.revision],
    queryFn: () => client.training.printerNow(),
    placeholderData: (before) => before,
  })
  const now = asked.data ?? well
  const again = () => void asked.refetch()
  const inject = (fault: PrinterFault | 'none') =>
    void act.call(() => client.training.printerFault({ fault, at })).then(again)
  const doAct = (name: PrinterActName) =>
    void act.call(() => client.training.printerAct({ act: name })).then(again)
  const mend = () => inject('none')
  useKeys({ 'Alt+KeyM': mend })
  const isWrong = now.fault !== 'none' || now.stops.length > 0 || !now.isOn
  return (
    <section className="card fault-panel" aria-labelledby="fault-title" data-testid="fault-panel">
      <h2 id="fault-title">{t('faults.title')}</h2>
      <div className="fault-now">
        <span role="status" className={isWrong ? 'tone-warn' : 'quiet'} data-testid="fault-now">
          <FaultNow now={now} />
        </span>
        <ActionButton hint="Alt+M" look={isWrong ? 'primary' : 'plain'} onPress={mend} testId="fault-none">
          {t('faults.mend')}
        </ActionButton>
      </div>
      <RadioField
        label={t('faults.when')}
        value={at}
        options={moments.map((moment) => ({ value: moment, word: t(`faults.when.${moment}`) }))}
        onChoose={setAt}
        testId="fault-at"
      />
      <div className="fault-groups">
        {faultGroups.map(({ name, faults }) => (
          <fieldset key={name} className="fault-group">
            <legend>{t(`faults.${name}`)}</legend>
            {faults.map((fault) => (
              <ActionButton
                key={fault}
                onPress={() => inject(fault)}
                aria-pressed={now.fault === fault}
                look={now.fault === fault ? 'primary' : 'plain'}
                testId={`fault-${fault}`}
              >
                {t(`fault.${fault}`)}
              </ActionButton>
            ))}
          </fieldset>
        ))}
        <fieldset className="fault-group">
          <legend>{t('faults.hands')}</legend>
          {actsAt(now).map((name) => (
            <ActionButton key={name} onPress={() => doAct(name)} testId={`act-${name}`}>
              {t(`act.${name}`)}
            </ActionButton>
          ))}
        </fieldset>
        <ScannerFaults />
      </div>
    </section>
  )
}

/** What is wrong now, or will be. */
const FaultNow = ({ now: { fault, struck, stops, isOn } }: { now: PracticePrinter }) => {
  const { t } = useWords()
  const isComing = !struck && !stops.includes(fault)
  const others = stops.filter((stop): stop is PrinterFault => stop !== fault && stop !== 'none')
  const told = [
    ...(fault === 'none'
      ? []
      : [t(isComing ? 'faults.coming' : 'faults.now', { fault: t(`fault.${fault}`) })]),
    ...others.map((other) => t('faults.now', { fault: t(`fault.${other}`) })),
    ...(isOn || fault === 'power-off' ? [] : [t('faults.is-off')]),
  ]
  return told.length === 0 ? t('faults.none') : told.join(' · ')
}
