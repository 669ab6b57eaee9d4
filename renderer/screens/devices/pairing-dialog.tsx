import type { PairingView } from '../../../core/contract/devices.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { useWedge } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { StateIcon } from '../../parts/icons.tsx'
import { PngPicture } from '../../parts/png-picture.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useWords } from '../../words/use-words.ts'

interface Props {
  readonly pairing: PairingView
  readonly onClose: () => void
}

/** As much of the window's width as the code may take. */
const ROOM = 0.6

/** What is heard when all is well: a scanner was adopted, was known before, or needs no set-up. */
const settled: ReadonlySet<string> = new Set(['pairing-adopted', 'pairing-known', 'pairing-wedge'])

/** The set-up code on the screen: the scanner that reads it is the one that is meant. */
export const PairingDialog = ({ pairing, onClose }: Props) => {
  const { client } = useStation()
  const { t, say } = useWords()
  const act = useAct()
  const leftS = Math.max(0, Math.ceil((Date.parse(pairing.until) - useNow(1_000)) / 1_000))
  // A scanner in keyboard mode is heard by this window: the station tells the set-up code from goods.
  useWedge({
    scan: (bytes) => void act.scan('wedge', toBase64Url(bytes)),
    broken: (why) => act.tell({ kind: 'word', word: `page.wedge-${why}` }),
  })
  const isWell = settled.has(pairing.heard?.code ?? '')
  const isSettled = isWell || pairing.done || leftS === 0
  const again = () =>
    void act.call(async () => {
      // A scanner that was known already leaves the code standing.
      await client.devices.cancelPairing()
      return client.devices.startPairing()
    })
  return (
    <StationDialog title={t('pairing.title')} onClose={onClose} isWide>
      {isSettled ? (
        <p className="pairing-told" role="status" data-testid="pairing-heard">
          <StateIcon kind={isWell ? 'accepted' : 'refused'} />
          <strong className={isWell ? 'tone-ok' : 'tone-warn'}>
            {pairing.heard ? say(pairing.heard) : t('pairing.over')}
          </strong>
        </p>
      ) : (
        <div className="pairing" data-testid="pairing">
          <PngPicture
            png={pairing.png}
            className="pairing-code"
            sharpWithin={innerWidth * ROOM}
            alt={t('pairing.picture', { code: pairing.code })}
          />
          <div className="stack">
            <ol className="steps-to-do">
              <li>{t('pairing.step-plug')}</li>
              <li>{t('pairing.step-scan')}</li>
              <li>{t('pairing.step-see')}</li>
            </ol>
            <p className="pairing-heard" role="status" data-testid="pairing-heard">
              {pairing.heard ? (
                <strong className="tone-warn">{say(pairing.heard)}</strong>
              ) : (
                t('pairing.nothing-yet')
              )}
            </p>
            <p className="quiet">
              {t('pairing.left', { seconds: leftS })}{' '}
              {pairing.listening.length > 0
                ? t('pairing.listening', { names: pairing.listening.join(', ') })
                : t('pairing.listening-none')}
            </p>
          </div>
        </div>
      )}
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
