import type { StationView } from '../../core/contract/station-view.ts'
import { useStation } from '../connection/station-context.ts'
import { useAct } from '../connection/use-act.ts'
import { ageOf, ageWord } from '../format/age.ts'
import { useKeys } from '../input/use-keys.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { Lamp } from '../parts/icons.tsx'
import { useNow } from '../parts/use-now.ts'
import { useTheme } from '../parts/use-theme.ts'
import { useWords } from '../words/use-words.ts'
import { isSwitchedOff } from './devices/device-order.ts'

const kinds = ['scanner', 'printer', 'ledger'] as const

/** One chip for each kind of device: the bar keeps its width however many there are. The strip below names who is not well. */
const DeviceChips = ({ devices }: Pick<StationView, 'devices'>) => (
  <>
    {kinds.map((kind) => {
      const alike = devices.filter((device) => device.kind === kind && !isSwitchedOff(device))
      const [first, second] = alike
      if (!first) return null
      return second ? (
        <KindChip key={kind} kind={kind} devices={alike} />
      ) : (
        <DeviceChip key={kind} device={first} />
      )
    })}
  </>
)

type Device = StationView['devices'][number]

const DeviceChip = ({ device }: { device: Device }) => {
  const { t, say } = useWords()
  return (
    <li
      className={device.ok ? 'chip' : 'chip chip-warn'}
      title={say(device.status)}
      data-testid={`device-${device.kind}`}
    >
      <Lamp ok={device.ok} />
      <span>{t(`device.${device.kind}`)}</span>
      <span className="chip-more">{device.name}</span>
      <span className={device.ok ? 'for-ears' : ''}>{device.ok ? t('device.ok') : t('device.not-ok')}</span>
    </li>
  )
}

const KindChip = ({ kind, devices }: { kind: Device['kind']; devices: readonly Device[] }) => {
  const { t, say } = useWords()
  const well = devices.filter(({ ok }) => ok).length
  const isWell = well === devices.length
  return (
    <li
      className={isWell ? 'chip' : 'chip chip-warn'}
      title={devices.map(({ name, status }) => `${name}: ${say(status)}`).join('\n')}
      data-testid={`device-${kind}`}
    >
      <Lamp ok={isWell} />
      <span>{t(`device.${kind}`)}</span>
      <span>{isWell ? t('truth.all', { n: well }) : t('truth.some', { n: well, all: devices.length })}</span>
      <span className={isWell ? 'for-ears' : ''}>{t('device.ok')}</span>
    </li>
  )
}

const SyncChip = ({ sync }: { sync: StationView['sync'] }) => {
  const { t } = useWords()
  const now = useNow(20_000)
  const age = sync.oldest === null ? null : ageOf(sync.oldest, now)
  const isWaiting = sync.unsynced > 0
  return (
    <li className={isWaiting ? 'chip chip-long chip-warn' : 'chip chip-long'} data-testid="unsynced">
      <Lamp ok={!isWaiting} />
      <span>
        {!isWaiting && t('sync.none')}
        {isWaiting &&
          (age
            ? t('sync.count-age', { n: sync.unsynced, age: t(ageWord(age), { ...age }) })
            : t('sync.count', { n: sync.unsynced }))}
      </span>
    </li>
  )
}

/** Language and theme: on every screen, signed in or not. */
export const Switches = () => {
  const { t, language, speak } = useWords()
  const { theme, toggle } = useTheme()
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <>
      <ActionButton
        look="quiet"
        onPress={toggle}
        aria-label={t(theme === 'dark' ? 'theme.bright' : 'theme.dark')}
        testId="theme"
      >
        {theme === 'dark' ? '☀' : '☾'}
      </ActionButton>
      <ActionButton look="quiet" onPress={() => speak(other)} testId="language">
        <span lang={other}>{t('language.switch')}</span>
      </ActionButton>
    </>
  )
}

/** What is true of the station right now; it never leaves the screen. */
export const TruthBar = () => {
  const { view } = useStation()
  const { t } = useWords()
  const { press } = useAct()
  const lock = () => void press({ key: 'lock' })
  useKeys(view.person ? { 'Alt+KeyQ': lock } : {})
  return (
    <header className="truth-bar">
      <b className="brand">Bondmark</b>
      <span className="site">
        {view.station.name} · {view.station.id}
      </span>
      <ul className="chips" aria-label={t('truth')}>
        <DeviceChips devices={view.devices} />
        <SyncChip sync={view.sync} />
        {view.person && (
          <li
            className="chip chip-long"
            title={`${view.person.name} · ${t(`role.${view.person.role}`)}`}
            data-testid="person"
          >
            <span>
              {view.shift === null
                ? t('person.no-shift', { badge: view.person.badge })
                : t('person.shift', { badge: view.person.badge, shift: view.shift })}
            </span>
          </li>
        )}
      </ul>
      {view.person && (
        <ActionButton look="quiet" hint="Alt+Q" onPress={lock} testId="lock">
          {t('person.lock')}
        </ActionButton>
      )}
      <Switches />
    </header>
  )
}
