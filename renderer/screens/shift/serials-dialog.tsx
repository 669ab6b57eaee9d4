import { useRef, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import type { Failure } from '../../../core/errors/bondmark-error.ts'
import { useStation } from '../../connection/station-context.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { SupervisorDialog } from '../supervisor-dialog.tsx'

/** The contract takes 24 MiB of base64url. */
const LIST_MB_MAX = 18
const RIGHT_MB_MAX = 2
const MEGABYTE = 1_000_000

interface Chosen {
  readonly right: File | null
  readonly list: File | null
  /** What is wrong with the choice, as a word of the page. */
  readonly wrong: 'serials.no-right' | 'serials.too-many' | 'serials.too-large' | null
}

const none: Chosen = { right: null, list: null, wrong: null }

/** A supervisor takes in what a brand signed: its file, and the list of a pool beside it. */
export const SerialsDialog = ({ onClose }: { onClose: () => void }) => {
  const { client } = useStation()
  const { t, say } = useWords()
  const [chosen, setChosen] = useState<Chosen>(none)
  const [taken, setTaken] = useState<Failure | null>(null)
  const answered = useRef<Failure | null>(null)
  const { right, list, wrong } = chosen
  // What became of it is shown in place of the question; a question that is given up is closed.
  const endAsking = () => (answered.current ? setTaken(answered.current) : onClose())
  const submit = async (badge: string, passcode: string) => {
    if (!right) return
    const authority = await right.text()
    const bytes = list && toBase64Url(new Uint8Array(await list.arrayBuffer()))
    const fileName = (list ?? right).name.slice(-255)
    const { sentence } = await client.importSerials({ fileName, authority, list: bytes, badge, passcode })
    answered.current = sentence
  }
  if (taken) {
    return (
      <StationDialog title={t('serials.title')} onClose={onClose}>
        <p role="status" data-testid="serials-taken">
          {say(taken)}
        </p>
        <div className="dialog-actions">
          <ActionButton look="primary" autoFocus hint="Enter" onPress={onClose} testId="serials-done">
            {t('close')}
          </ActionButton>
        </div>
      </StationDialog>
    )
  }
  return (
    <SupervisorDialog
      title={t('serials.import-title')}
      hint={t('serials.hint')}
      confirm={t('serials.take')}
      isReady={right !== null && wrong === null}
      onSubmit={submit}
      onClose={endAsking}
    >
      <div className="file-choice">
        <FileTrigger
          allowsMultiple
          acceptedFileTypes={['.json', '.csv', '.txt', '.ndjson', '.jsonl']}
          onSelect={(files) => void choose(files).then(setChosen)}
        >
          <ActionButton testId="choose-serials">{t('serials.choose')}</ActionButton>
        </FileTrigger>
        <span data-testid="chosen-serials">
          {right ? [right.name, ...(list ? [list.name] : [])].join(' + ') : t('serials.nothing-chosen')}
        </span>
      </div>
      {wrong && (
        <p className="tone-stop" role="alert">
          {t(wrong)}
        </p>
      )}
    </SupervisorDialog>
  )
}

/** Which of the files is the right, and which the list: told by what stands in them, not by their names. */
async function choose(files: FileList | null): Promise<Chosen> {
  const all = [...(files ?? [])]
  if (all.length === 0) return none
  if (all.length > 2) return { ...none, wrong: 'serials.too-many' }
  const rights: File[] = []
  for (const file of all) {
    const head = await file.slice(0, 4096).text()
    if (head.includes('bondmark/serial-authority/1')) rights.push(file)
  }
  const [right] = rights
  if (!right) return { ...none, wrong: 'serials.no-right' }
  if (rights.length > 1) return { ...none, wrong: 'serials.too-many' }
  const list = all.find((file) => file !== right) ?? null
  const isLarge = right.size > RIGHT_MB_MAX * MEGABYTE || (list?.size ?? 0) > LIST_MB_MAX * MEGABYTE
  return { right, list, wrong: isLarge ? 'serials.too-large' : null }
}
