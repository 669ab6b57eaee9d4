import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { useKeys } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { useWords } from '../../words/use-words.ts'
import { DeviceDialog } from './device-dialog.tsx'
import { type Device, troubledFirst } from './device-order.ts'
import { DeviceRow } from './device-row.tsx'
import { FaultPanel } from './fault-panel.tsx'
import { FindDialog } from './find-dialog.tsx'
import { ForgetDialog } from './forget-dialog.tsx'
import { labelTakers } from './label-takers.ts'
import { type Draft, draftOf } from './new-setting.ts'
import { PairingDialog } from './pairing-dialog.tsx'
import { TestLabelDialog } from './test-label-dialog.tsx'

type Asked =
  | { readonly what: 'find' }
  | { readonly what: 'setting'; readonly draft: Draft }
  | { readonly what: 'forget' | 'test'; readonly device: Device }

const SETTINGS = ['devices', 'settings'] as const

/** Each device's real state in a sentence, and everything that can be done about it. */
export const DevicesScreen = () => {
  const { client, view } = useStation()
  const { t } = useWords()
  const act = useAct()
  const queries = useQueryClient()
  const [asked, setAsked] = useState<Asked | null>(null)
  // Another window may set up devices, too: what is there says whether to read anew.
  const seen = JSON.stringify(view.devices.map(({ id, name, how, model }) => [id, name, how, model]))
  const settings = useQuery({
    queryKey: [...SETTINGS, seen],
    queryFn: () => client.devices.settings(),
    placeholderData: keepPreviousData,
  })
  const done = () => setAsked(null)
  const readAnew = () => void queries.invalidateQueries({ queryKey: SETTINGS })
  const changed = () => {
    done()
    readAnew()
  }
  const models = settings.data?.models ?? { scanners: [], printers: [] }
  const takers = labelTakers(view.devices, settings.data?.settings ?? [])
  const settingOf = (id: string) => settings.data?.settings.find((setting) => setting.id === id)
  /** As they are now: nobody changes what another window has changed already. */
  const change = async (id: string) => {
    const { data } = await settings.refetch()
    const draft = data?.settings.find((setting) => setting.id === id)
    setAsked(draft ? { what: 'setting', draft } : null)
  }
  const find = () => setAsked({ what: 'find' })
  const pair = () => void act.call(() => client.devices.startPairing())
  const endPairing = () => {
    void act.call(() => client.devices.cancelPairing()).then(readAnew)
  }
  useKeys({ 'Alt+KeyF': find, 'Alt+KeyP': pair })
  return (
    <main className={view.training ? 'devices has-practice' : 'devices'}>
      <section className="card scrolls">
        <header className="card-head">
          <h1>{t('devices.title')}</h1>
          <div className="head-actions">
            <ActionButton hint="Alt+P" onPress={pair} testId="pair-scanner">
              {t('devices.pair')}
            </ActionButton>
            <ActionButton hint="Alt+F" look="primary" onPress={find} testId="find-open">
              {t('devices.find')}
            </ActionButton>
          </div>
        </header>
        {view.devices.length === 0 && <p className="quiet">{t('devices.none')}</p>}
        <ul className="device-rows">
          {troubledFirst(view.devices).map((device) => {
            const setting = settingOf(device.id)
            return (
              <DeviceRow
                key={device.id}
                device={device}
                prints={settings.data ? takers.get(device.id) : undefined}
              >
                {device.kind === 'printer' && (
                  <ActionButton onPress={() => setAsked({ what: 'test', device })} testId="test-open">
                    {t('device.test')}
                  </ActionButton>
                )}
                {setting && (
                  <ActionButton onPress={() => void change(setting.id)} testId="settings-open">
                    {t('device.settings')}
                  </ActionButton>
                )}
                {(setting || device.status.code === 'device-setting-malformed') && (
                  <ActionButton
                    look="quiet"
                    onPress={() => setAsked({ what: 'forget', device })}
                    testId="forget-open"
                  >
                    {t('device.forget')}
                  </ActionButton>
                )}
              </DeviceRow>
            )
          })}
        </ul>
      </section>
      {view.training && <FaultPanel />}
      {asked?.what === 'find' && (
        <FindDialog
          onClose={done}
          onUse={(found) => {
            const draft = draftOf(found, models.printers[0]?.id ?? '')
            if (draft) setAsked({ what: 'setting', draft })
          }}
        />
      )}
      {asked?.what === 'setting' && (
        <DeviceDialog first={asked.draft} models={models} onSaved={changed} onClose={done} />
      )}
      {asked?.what === 'forget' && (
        <ForgetDialog device={asked.device} onForgotten={changed} onClose={done} />
      )}
      {asked?.what === 'test' && (
        <TestLabelDialog
          device={asked.device}
          onClose={done}
          onSettings={() => void change(asked.device.id)}
        />
      )}
      {view.pairing && <PairingDialog pairing={view.pairing} onClose={endPairing} />}
    </main>
  )
}
