import { useState } from 'react'
import type { RulesTaken } from '../../../../core/contract/rules.ts'
import { toBase64Url } from '../../../../core/encoding/base64.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useAct } from '../../../connection/use-act.ts'
import type { BroughtFile } from '../../../input/use-brought-file.ts'
import { useWords } from '../../../words/use-words.ts'
import { BringDocument, RefusedDocument } from '../../bring-document.tsx'

/** What the station reads at most. */
const bound = { bytes: 32 * 1024 * 1024, limit: 32, word: 'page.rules-too-large' } as const

/** A bundle says so at its start; whatever else is brought is judged as a draft. */
const isBundle = (bytes: Uint8Array) =>
  new TextDecoder().decode(bytes.subarray(0, 200)).includes('bondmark/approved-rules/1')

/** Brings a draft, which two people are to approve, or a set that was approved elsewhere. `onTaken`: its hash. */
export const BringRules = ({ onTaken }: { onTaken: (hash: string) => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [refused, setRefused] = useState<Extract<RulesTaken, { ok: false }> | null>(null)
  const take = async ({ fileName, bytes }: BroughtFile) => {
    const asked = { fileName, bytes: toBase64Url(bytes) }
    if (isBundle(bytes)) {
      const done = await act.call(() => client.rules.takeBundle(asked))
      if (done) onTaken(done.set.hash)
      return
    }
    const taken = await act.call(() => client.rules.take(asked))
    if (taken?.ok) onTaken(taken.hash)
    else setRefused(taken)
  }
  return (
    <>
      <BringDocument word={t('rules.bring')} testId="bring-rules" bound={bound} take={take} />
      {refused && <Refused refused={refused} onClose={() => setRefused(null)} />}
    </>
  )
}

interface RefusedProps {
  readonly refused: Extract<RulesTaken, { ok: false }>
  readonly onClose: () => void
}

/** Every place that is wrong, with what to do about it. */
export const Refused = ({ refused: { failure, check }, onClose }: RefusedProps) => {
  const { t, say } = useWords()
  return (
    <RefusedDocument
      title={t('rules.refused-title')}
      why={say(failure)}
      testId="rules-refusal"
      isWide
      onClose={onClose}
    >
      <ul className="rules-problems">
        {check.problems.map(({ at, level, sentence }) => (
          <li key={`${at} ${sentence.code}`}>
            <strong className={level === 'error' ? 'tone-stop' : 'tone-warn'}>
              {t(`rules.level.${level}`)}
            </strong>{' '}
            <code>{at}</code> {say(sentence)}
          </li>
        ))}
      </ul>
    </RefusedDocument>
  )
}
