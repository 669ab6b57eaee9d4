import type { PairingView } from '../../../core/contract/devices.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { useWedge } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { PngPicture } from '../../parts/png-picture.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useWords } from '../../words/use-words.ts'

interface Props {
  readonly pairing: PairingView
  readonly onClose: () => void
}

/** What is heard when all is well: a scanner was adopted, was known before, or needs no set-up. */
const settled: ReadonlySet<string> = new Set(['pairing-adopted', 'pairing-known', 'pairing-wedge'])

/** The set-up code on the screen: the scanner that reads it is the one that is meant. */
export const PairingDialog = ({ pairing, onClose }: Props) => {
  const { client } = useStation()
  const { t, say } = useWords()
  const act = useAct()
  const leftS = Math.max(0, Math.ceil((Date.parse(pairing.until) - useNow(1_000)) / 1_000))
  const isOver = pairing.done || leftS === 0
  // A scanner in keyboard mode is heard by this window: the station tells the set-up code from goods.
  useWedge({
    scan: (bytes) => void act.scan('wedge', toBase64Url(bytes)),
    broken: (why) => act.tell({ kind: 'word', word: `page.wedge-${why}` }),
  })
  const isSettled = isOver || settled.has(pairing.heard?.code ?? '')
  const again = () => void act.call(() => client.devices.startPairing())
  return (
    <StationDialog title={t('pairing.title')} onClose={onClose} isWide>
      <div className="pairing" data-testid="pairing" data-done={pairing.done}>
        <PngPicture
          png={pairing.png}
          className={isOver ? 'pairing-code is-over' : 'pairing-code'}
          alt={t('pairing.picture', { code: pairing.code })}
        />
        <div className="stack">
          <ol className="steps-to-do">
            <li>{t('pairing.step-plug')}</li>
            <li>{t('pairing.step-scan')}</li>
            <li>{t('pairing.step-see')}</li>
          </ol>
          <p className="pairing-heard" role="status" aria-live="polite" data-testid="pairing-heard">
            {pairing.heard ? (
              <strong className={settled.has(pairing.heard.code) ? 'tone-ok' : 'tone-warn'}>
                {say(pairing.heard)}
              </strong>
            ) : (
              t('pairing.nothing-yet')
            )}
          </p>
          {!pairing.done && (
            <p className="quiet">
              {leftS > 0 ? t('pairing.left', { seconds: leftS }) : t('pairing.over')}{' '}
              {pairing.listening.length > 0
                ? t('pairing.listening', { names: pairing.listening.join(', ') })
                : t('pairing.listening-none')}
            </p>
          )}
        </div>
      </div>
      <div className="dialog-actions">
        {isSettled ? (
          <>
            <ActionButton look="primary" autoFocus onPress={onClose} testId="pairing-done">
              {t('pairing.finish')}
            </ActionButton>
            <ActionButton onPress={again} testId="pairing-again">
              {t('pairing.again')}
            </ActionButton>
          </>
        ) : (
          <ActionButton hint="Esc" autoFocus onPress={onClose} testId="pairing-cancel">
            {t('cancel')}
          </ActionButton>
        )}
      </div>
    </StationDialog>
  )
}
