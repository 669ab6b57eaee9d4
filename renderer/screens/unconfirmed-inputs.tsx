import { fromBase64Url } from '../../core/encoding/base64.ts'
import type { HeldInput } from '../connection/held-input.ts'
import { HELD_MAX, type Unconfirmed } from '../connection/outbox.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { useWords } from '../words/use-words.ts'

const SHOWN_MAX = 6
const CHARACTERS_MAX = 40

interface Props {
  readonly unconfirmed: Unconfirmed
  readonly onDiscard?: () => void
}

/** Scans and keys that are on their way: seen until the station has answered each of them. */
export const UnconfirmedInputs = ({ unconfirmed, onDiscard }: Props) => {
  const { t } = useWords()
  const { inputs, waits } = unconfirmed
  const [first] = inputs
  if (!first) return null
  return (
    <section
      className="unconfirmed"
      role="status"
      aria-label={t('unconfirmed.region')}
      data-testid="unconfirmed"
    >
      <strong>{t(`unconfirmed.${waits}`, { by: first.by })}</strong>
      <ol>
        {inputs.slice(0, SHOWN_MAX).map((input) => (
          <li key={`${input.client}/${input.n}`}>
            <Shown input={input} />
          </li>
        ))}
        {inputs.length > SHOWN_MAX && <li>{t('unconfirmed.more', { n: inputs.length - SHOWN_MAX })}</li>}
      </ol>
      {inputs.length >= HELD_MAX && <b>{t('page.outbox-full', { max: HELD_MAX })}</b>}
      {onDiscard && waits !== 'station' && (
        <ActionButton look="quiet" onPress={onDiscard} testId="discard-unconfirmed">
          {t('unconfirmed.discard')}
        </ActionButton>
      )}
    </section>
  )
}

const Shown = ({ input: { scan, key } }: { input: HeldInput }) => {
  const { t } = useWords()
  if (!scan) return <>{t('unconfirmed.key', { key: key?.key ?? '' })}</>
  return <code>{scannedText(scan.bytes)}</code>
}

/** What a scanner sent, as far as a person can read it. */
function scannedText(bytes: string): string {
  try {
    const text = new TextDecoder('latin1').decode(fromBase64Url(bytes)).trimEnd()
    const shown = text.slice(0, CHARACTERS_MAX).replace(/[^\x20-\x7e]/g, '·')
    return text.length > CHARACTERS_MAX ? `${shown}…` : shown
  } catch {
    return '?'
  }
}
