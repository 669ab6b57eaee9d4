import { useState } from 'react'
import { useStation } from '../connection/station-context.ts'
import { useAct } from '../connection/use-act.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { Lamp } from '../parts/icons.tsx'
import { useWords } from '../words/use-words.ts'

const faults = ['none', 'media-out', 'head-open', 'silent'] as const

/** Each device's real state, in a sentence. */
export const DevicesScreen = () => {
  const { client, view } = useStation()
  const { t, say } = useWords()
  const act = useAct()
  const [fault, setFault] = useState<(typeof faults)[number] | null>(null)
  const inject = async (chosen: (typeof faults)[number]) => {
    if (await act.call(() => client.training.printerFault({ fault: chosen }))) setFault(chosen)
  }
  return (
    <main className="page">
      <section className="card scrolls">
        <h1>{t('devices.title')}</h1>
        {view.devices.length === 0 && <p className="quiet">{t('devices.none')}</p>}
        <ul className="device-rows">
          {view.devices.map((device) => (
            <li key={device.id} className={device.ok ? 'device-row' : 'device-row device-row-warn'}>
              <Lamp ok={device.ok} />
              <div>
                <strong>
                  {t(`device.${device.kind}`)} · {device.name}
                </strong>
                {device.simulated && <span className="tag">{t('device.simulated')}</span>}
                <p>{say(device.status)}</p>
              </div>
              <span className={device.ok ? 'tone-ok' : 'tone-warn'}>
                {device.ok ? t('device.ok') : t('device.not-ok')}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {view.training && (
        <section className="card">
          <h2>{t('devices.faults')}</h2>
          <div className="button-row">
            {faults.map((name) => (
              <ActionButton
                key={name}
                onPress={() => void inject(name)}
                aria-pressed={fault === name}
                look={fault === name ? 'primary' : 'plain'}
                testId={`fault-${name}`}
              >
                {t(`devices.fault.${name}`)}
              </ActionButton>
            ))}
          </div>
        </section>
      )}
    </main>
  )
}
