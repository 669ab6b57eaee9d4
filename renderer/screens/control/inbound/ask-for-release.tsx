import { useState } from 'react'
import type { FailureData } from '../../../../core/contract/failure.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useAct } from '../../../connection/use-act.ts'
import { useKeys } from '../../../input/use-keys.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { useWords } from '../../../words/use-words.ts'

/**
 * Asks for the release of a notice. It comes by itself with the last demand that is met; who expects it asks here, and is told
 * what still holds it. Asking waives nothing.
 */
export const AskForRelease = ({ asn }: { asn: string }) => {
  const { client } = useStation()
  const { t, say } = useWords()
  const act = useAct()
  const [said, setSaid] = useState<FailureData | null>(null)
  const ask = async () => {
    const answer = await act.call(() => client.release.release({ asn }))
    if (answer) setSaid(answer.sentence)
  }
  useKeys({ 'Alt+KeyG': () => void ask() })
  return (
    <>
      <ActionButton hint="Alt+G" onPress={ask} testId="ask-for-release">
        {t('inbound.release')}
      </ActionButton>
      <p role="status" className="inbound-said tone-stop" data-testid="release-said">
        {said && `${say(said)} ${t('inbound.release-hint')}`}
      </p>
    </>
  )
}
