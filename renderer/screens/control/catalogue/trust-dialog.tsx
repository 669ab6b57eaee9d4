import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { FileTrigger, Input, Label, TextField } from 'react-aria-components'
import type { FailureData } from '../../../../core/contract/failure.ts'
import { toBase64Url } from '../../../../core/encoding/base64.ts'
import { useStation } from '../../../connection/station-context.ts'
import { type BroughtFile, useBroughtFile } from '../../../input/use-brought-file.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { CheckField } from '../../../parts/choice-field.tsx'
import { useWords } from '../../../words/use-words.ts'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'
import { goodsTables } from './goods-tables.ts'

/** Lists are far smaller; the contract takes 12 MiB of base64url. */
const bound = { bytes: 8_000_000, limit: 8, word: 'page.goods-too-large' } as const

interface Props {
  readonly onDone: (sentence: FailureData) => void
  readonly onClose: () => void
}

const textOf = (file: BroughtFile | null) => (file ? toBase64Url(file.bytes) : null)

/** What is between commas, each once. */
const namesIn = (text: string) => [...new Set(text.split(/[,，]/).map((name) => name.trim()))].filter(Boolean)

/** A supervisor believes a member by name, with its list where that is not known here, and says of what. */
export const TrustDialog = ({ onDone, onClose }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  const [publisher, setPublisher] = useState('')
  const [list, setList] = useState<BroughtFile | null>(null)
  const [root, setRoot] = useState<BroughtFile | null>(null)
  const [believed, setBelieved] = useState<ReadonlySet<string>>(new Set(goodsTables))
  const [brands, setBrands] = useState('')
  const { data } = useQuery({ queryKey: ['members'], queryFn: () => client.catalogue.members() })
  const trust = async (badge: string, passcode: string) => {
    const tables = goodsTables.filter((table) => believed.has(table))
    const named = namesIn(brands)
    const done = await client.catalogue.trust({
      publisher: publisher.trim(),
      membership: textOf(list),
      trust: textOf(root),
      scope: {
        tables: tables.length === goodsTables.length ? null : tables,
        brands: named.length === 0 ? null : named,
      },
      badge,
      passcode,
    })
    onDone(done.sentence)
  }
  return (
    <SupervisorDialog
      title={t('catalogue.trust.title')}
      hint={t('catalogue.trust.hint')}
      confirm={t('catalogue.trust.confirm')}
      isWide
      isSaidFirst
      isReady={publisher.trim() !== '' && believed.size > 0}
      onSubmit={trust}
      onClose={onClose}
    >
      <div className="trust-member">
        <TextField
          value={publisher}
          onChange={setPublisher}
          maxLength={64}
          isRequired
          autoFocus
          className="field"
        >
          <Label>{t('catalogue.trust.member')}</Label>
          <Input data-testid="trust-member" list="known-members" spellCheck={false} />
        </TextField>
        <datalist id="known-members">
          {data?.members.map((member) => (
            <option key={member} value={member} />
          ))}
        </datalist>
        <JsonFile word={t('catalogue.trust.list')} file={list} take={setList} testId="trust-list" />
        <JsonFile word={t('catalogue.trust.root')} file={root} take={setRoot} testId="trust-root" />
      </div>
      <fieldset className="radio-field trust-tables">
        <legend>{t('catalogue.believed')}</legend>
        {goodsTables.map((table) => (
          <CheckField
            key={table}
            label={t(`catalogue.table.${table}`)}
            isChecked={believed.has(table)}
            onChange={(isChecked) =>
              setBelieved(
                new Set(goodsTables.filter((one) => (one === table ? isChecked : believed.has(one)))),
              )
            }
            testId={`trust-of-${table}`}
          />
        ))}
      </fieldset>
      <TextField value={brands} onChange={setBrands} maxLength={2000} className="field">
        <Label>{t('catalogue.trust.brands')}</Label>
        <Input data-testid="trust-brands" />
      </TextField>
    </SupervisorDialog>
  )
}

interface JsonFileProps {
  readonly word: string
  readonly file: BroughtFile | null
  readonly take: (file: BroughtFile) => void
  readonly testId: string
}

/** A file to be chosen; its name once it was. */
const JsonFile = ({ word, file, take, testId }: JsonFileProps) => {
  const onSelect = useBroughtFile(bound, async (brought) => take(brought))
  return (
    <FileTrigger acceptedFileTypes={['.json']} onSelect={onSelect}>
      <ActionButton testId={testId}>{file ? `${word}: ${file.fileName}` : `${word}…`}</ActionButton>
    </FileTrigger>
  )
}
