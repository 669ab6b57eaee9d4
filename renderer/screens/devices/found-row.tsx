import type { FoundDevice } from '../../../core/contract/devices.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { CommandLines } from '../../parts/command-lines.tsx'
import { DeviceIcon } from '../../parts/device-icon.tsx'
import { useWords } from '../../words/use-words.ts'

const pictured = {
  'hid-pos': 'scanner',
  keyboard: 'scanner',
  serial: 'scanner',
  'usb-lp': 'printer',
  tcp: 'printer',
  spooler: 'printer',
} as const

interface Props {
  readonly found: FoundDevice
  readonly onUse: (found: FoundDevice) => void
}

/** Something that is plugged in or was asked: whether it can be used, and if not, why and exactly what mends it. */
export const FoundRow = ({ found, onUse }: Props) => {
  const { t, say } = useWords()
  const { what, name, where, known, connection, hindrance } = found
  return (
    <li className={hindrance ? 'found-device found-device-warn' : 'found-device'} data-testid="found-device">
      <DeviceIcon kind={pictured[what]} />
      <div className="device-words">
        <h3 className="device-name">{name}</h3>
        <p className="quiet">
          {t(`found-device.${what}`)} · <code>{where}</code>
        </p>
        {hindrance && (
          <>
            <p className="tone-warn">{say(hindrance.why)}</p>
            <CommandLines lines={hindrance.fix} />
          </>
        )}
        {what === 'keyboard' && (
          <p>
            {t('found-device.keyboard-hint')} {connection && t('found-device.keyboard-use')}
          </p>
        )}
      </div>
      {known && <span className="tag">{t('found-device.known')}</span>}
      {!known && connection && !hindrance && (
        <ActionButton onPress={() => onUse(found)} testId="use-device">
          {t('found-device.use')}
        </ActionButton>
      )}
    </li>
  )
}
