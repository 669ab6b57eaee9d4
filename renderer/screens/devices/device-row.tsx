import type { ReactNode } from 'react'
import { dateAndClockOf } from '../../format/clock.ts'
import { seenSince } from '../../format/seen.ts'
import { DeviceIcon } from '../../parts/device-icon.tsx'
import { Lamp } from '../../parts/icons.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useWords } from '../../words/use-words.ts'
import { type Device, isSwitchedOff } from './device-order.ts'
import type { Prints } from './label-takers.ts'

/** Sentences that say no more than the green word beside them. */
const plainlyReady: ReadonlySet<string> = new Set(['device-ready', 'printer-is-ready', 'scanner-is-there'])

interface Props {
  readonly device: Device
  /** Of a printer: which labels go to it. */
  readonly prints?: Prints | undefined
  /** What can be done with it here. */
  readonly children?: ReactNode
}

/** One device: what it is, how it really is, and the next thing to do. Green only for what is really there. */
export const DeviceRow = ({ device, prints, children }: Props) => {
  const { t, say, language } = useWords()
  const printsWords = (kinds: Prints) =>
    kinds.length === 0
      ? t('device.prints.nothing')
      : t('device.prints.some', {
          kinds: kinds
            .map((kind) => t(`device.prints.kind.${kind}`))
            .join(language === 'zh-CN' ? '、' : ', '),
        })
  const isOff = isSwitchedOff(device)
  return (
    <li
      className={`device-row${device.ok || isOff ? '' : ' device-row-warn'}`}
      data-testid="device-row"
      data-device={device.id}
      data-ok={device.ok}
    >
      <DeviceIcon kind={device.kind} />
      <div className="device-words">
        <h2 className="device-name">
          {t(`device.${device.kind}`)} · {device.name}
          {device.simulated && <span className="tag">{t('device.simulated')}</span>}
        </h2>
        <p className="quiet">
          {say(device.how)}
          {device.model && ` · ${device.model}`}
        </p>
        <p className="device-state">
          {isOff ? (
            <span className="quiet">{say(device.status)}</span>
          ) : (
            <>
              <Lamp ok={device.ok} />
              <strong className={device.ok ? 'tone-ok' : 'tone-warn'}>
                {device.ok ? t('device.ok') : t('device.not-ok')}
              </strong>
              {!plainlyReady.has(device.status.code) && <span>{say(device.status)}</span>}
            </>
          )}
        </p>
        <p className="quiet device-facts">
          {prints && !isOff && <span data-testid="device-prints">{printsWords(prints)} · </span>}
          {(device.seenAt !== null || !device.simulated) && <SeenAt seenAt={device.seenAt} />}
          {device.dropped > 0 && <b className="tone-warn"> {t('device.dropped', { n: device.dropped })}</b>}
        </p>
      </div>
      {children && <div className="device-actions">{children}</div>}
    </li>
  )
}

/** When it last proved to be there, counting on. */
const SeenAt = ({ seenAt }: Pick<Device, 'seenAt'>) => {
  const { t } = useWords()
  const now = useNow(1_000)
  if (seenAt === null) return t('device.seen-never')
  const seen = seenSince(seenAt, now)
  if (seen === null) return t('device.seen-at', { time: dateAndClockOf(seenAt) })
  return seen.word === 'seen.now' ? t('device.seen-now') : t('device.seen', { age: t(seen.word, seen.fill) })
}
