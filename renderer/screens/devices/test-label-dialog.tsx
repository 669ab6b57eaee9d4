import { useState } from 'react'
import { type Problem, problemOf } from '../../connection/problem.ts'
import type { StationClient } from '../../connection/station-client.ts'
import { useStation } from '../../connection/station-context.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { PngPicture } from '../../parts/png-picture.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { ProblemText } from '../problem-text.tsx'
import type { Device } from './device-order.ts'

/** What a test label may look like when it is not right, and what that means. */
const looks = ['cut', 'shifted', 'size', 'dark', 'pale', 'blank', 'garbled'] as const

type Answer = Awaited<ReturnType<StationClient['devices']['testLabel']>>

interface Props {
  readonly device: Device
  readonly onSettings: () => void
  readonly onClose: () => void
}

/** Prints a label without a serial, and asks the only judge of it: the person who holds it. */
export const TestLabelDialog = ({ device, onSettings, onClose }: Props) => {
  const { client } = useStation()
  const { t, say } = useWords()
  const [isBusy, setBusy] = useState(false)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isAlike, setAlike] = useState<boolean | null>(null)
  const print = async () => {
    setBusy(true)
    setProblem(null)
    setAnswer(null)
    setAlike(null)
    try {
      setAnswer(await client.devices.testLabel({ id: device.id }))
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <StationDialog title={t('test.title', { name: device.name })} onClose={onClose} isWide>
      <div className="test-label" data-testid="test-label">
        <div className="stack">
          <p>{t('test.hint')}</p>
          <div role="status" className="stack">
            {isBusy && <p>{t('test.printing')}</p>}
            {problem && (
              <p className="tone-stop">
                <ProblemText problem={problem} />
              </p>
            )}
            {answer && <p data-testid="test-said">{say(answer.sentence)}</p>}
          </div>
          {answer && isAlike === null && (
            <>
              <h3>{t('test.alike')}</h3>
              <div className="button-row">
                <ActionButton look="primary" autoFocus onPress={() => setAlike(true)} testId="test-alike">
                  {t('test.yes')}
                </ActionButton>
                <ActionButton onPress={() => setAlike(false)} testId="test-differs">
                  {t('test.no')}
                </ActionButton>
              </div>
            </>
          )}
          {isAlike === true && <p className="tone-ok">{t('test.well')}</p>}
          {isAlike === false && (
            <dl className="test-looks">
              {looks.map((look) => (
                <div key={look}>
                  <dt>{t(`test.look.${look}`)}</dt>
                  <dd>{t(`test.mend.${look}`)}</dd>
                </div>
              ))}
            </dl>
          )}
        </div>
        {answer && (
          <figure className="test-picture" data-testid="test-picture">
            <PngPicture png={answer.png} className="label-picture" alt={t('test.picture')} />
            <figcaption className="quiet">{t('test.caption')}</figcaption>
          </figure>
        )}
      </div>
      <div className="dialog-actions">
        <ActionButton
          look={answer ? 'plain' : 'primary'}
          autoFocus
          isDisabled={isBusy}
          onPress={() => void print()}
          testId="test-print"
        >
          {t(answer ? 'test.again' : 'test.print')}
        </ActionButton>
        {isAlike === false && <ActionButton onPress={onSettings}>{t('device.settings')}</ActionButton>}
        <ActionButton hint="Esc" onPress={onClose}>
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
