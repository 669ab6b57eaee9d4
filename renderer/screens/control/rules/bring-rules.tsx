import { useRef, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import type { RulesTaken } from '../../../../core/contract/rules.ts'
import { toBase64Url } from '../../../../core/encoding/base64.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useAct } from '../../../connection/use-act.ts'
import { useKeys } from '../../../input/use-keys.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { StationDialog } from '../../../parts/station-dialog.tsx'
import { useWords } from '../../../words/use-words.ts'

/** What the station reads at most, in MB. */
const FILE_MB_MAX = 32

/** A bundle says so at its start; whatever else is brought is judged as a draft. */
const isBundle = (bytes: Uint8Array) =>
  new TextDecoder().decode(bytes.subarray(0, 200)).includes('bondmark/approved-rules/1')

/** Brings a draft, which two people are to approve, or a set that was approved elsewhere. `onTaken`: its hash. */
export const BringRules = ({ onTaken }: { onTaken: (hash: string) => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [refused, setRefused] = useState<Extract<RulesTaken, { ok: false }> | null>(null)
  const button = useRef<HTMLSpanElement>(null)
  useKeys({ 'Alt+KeyI': () => button.current?.querySelector('button')?.click() })
  const take = async (file: File | undefined) => {
    if (!file) return
    if (file.size > FILE_MB_MAX * 1024 * 1024)
      return act.tell({ kind: 'word', word: 'page.rules-too-large', fill: { limit: FILE_MB_MAX } })
    const read = new Uint8Array(await file.arrayBuffer())
    const asked = { fileName: file.name.slice(-255), bytes: toBase64Url(read) }
    if (isBundle(read)) {
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
      <span ref={button}>
        <FileTrigger acceptedFileTypes={['.json']} onSelect={(files) => void take(files?.[0])}>
          <ActionButton hint="Alt+I" testId="bring-rules">
            {t('rules.bring')}
          </ActionButton>
        </FileTrigger>
      </span>
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
    <StationDialog title={t('rules.refused-title')} onClose={onClose} isWide>
      <p className="tone-stop" role="alert" data-testid="rules-refusal">
        {say(failure)}
      </p>
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
      <div className="dialog-actions">
        <ActionButton hint="Esc" look="primary" onPress={onClose} autoFocus testId="close-answer">
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
