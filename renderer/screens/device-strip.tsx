import type { LabelView } from '../../core/contract/station-view.ts'
import { useStation } from '../connection/station-context.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { DeviceIcon } from '../parts/device-icon.tsx'
import { useWords } from '../words/use-words.ts'
import { type Device, devicesInTrouble, labelsWaiting } from './devices/device-order.ts'

interface Props {
  /** To the Devices screen; absent on that screen, where the whole list is. */
  readonly onGo: () => void
}

const isOfSettings = (code: string): boolean =>
  code === 'label-waits-no-printer' || code === 'label-waits-pins'

/** Labels that the printer itself holds up; those that say nothing more precise wait for the first that is in trouble. */
const waitingFor = (printer: Device, waiting: readonly LabelView[]): number =>
  waiting.filter(({ waits }) => (waits?.detail.printer ?? printer.name) === printer.name).length

/** A device that went away, or a printer that cannot print, is seen from every screen: which one, and what to do. */
export const DeviceStrip = ({ onGo }: Props) => {
  const { view } = useStation()
  const { t, say } = useWords()
  const troubled = devicesInTrouble(view.devices)
  const waiting = labelsWaiting(view.outstanding)
  const [first] = troubled
  // Labels for which there is no printer, or none that they may go to: no device says so.
  const homeless = waiting.find(({ waits }) => waits !== null && isOfSettings(waits.code))?.waits
  if (!first && !homeless) return null
  const waitsHere = first?.kind === 'printer' ? waitingFor(first, waiting) : 0
  return (
    <div className="device-strip" role="status" data-testid="device-strip" data-device={first?.id ?? ''}>
      <DeviceIcon kind={first?.kind ?? 'printer'} />
      <span className="device-strip-words">
        {first && (
          <>
            <strong>
              {t(`device.${first.kind}`)} {first.name}
            </strong>{' '}
            <span>{say(first.status)}</span>{' '}
            {waitsHere > 0 && <b>{t('device.labels-wait', { n: waitsHere })} </b>}
            {troubled.length > 1 && <span>{t('device.others-too', { n: troubled.length - 1 })} </span>}
          </>
        )}
        {homeless && <span>{say(homeless)}</span>}
      </span>
      <ActionButton look="quiet" hint="F3" onPress={onGo} testId="strip-devices">
        {t('screen.devices')}
      </ActionButton>
    </div>
  )
}
