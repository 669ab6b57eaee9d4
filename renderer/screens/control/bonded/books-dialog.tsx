import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BondedItemsAnswer } from '../../../../core/contract/bonded.ts'
import type { FailureData } from '../../../../core/contract/failure.ts'
import { useStation } from '../../../connection/station-context.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { StationDialog } from '../../../parts/station-dialog.tsx'
import { useWords } from '../../../words/use-words.ts'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'
import { CloseDialog } from './close-dialog.tsx'
import { TextLine } from './text-line.tsx'

/** Items of a book that are counted on one screen; a larger one is closed on the command line, by a file. */
const ITEMS_MAX = 40

interface Props {
  readonly books: BondedItemsAnswer['books']
  readonly onClose: () => void
}

/** Account books: opened, with the customs entries that stand in them, and closed period by period. */
export const BooksDialog = ({ books, onClose }: Props) => {
  const { t, number, say } = useWords()
  const [closed, setClosed] = useState<FailureData | null>(null)
  const [doing, setDoing] = useState<{ kind: 'open' } | { kind: 'close'; book: string } | null>(null)
  const back = () => setDoing(null)
  if (doing?.kind === 'open') return <OpenBookDialog onClose={back} />
  if (doing?.kind === 'close')
    return <CloseBookDialog book={doing.book} onClosed={setClosed} onClose={back} />
  return (
    <StationDialog title={t('bonded.books')} onClose={onClose} isWide>
      {closed && (
        <p className="tone-ok" role="status" data-testid="book-closed">
          {say(closed)}
        </p>
      )}
      {books.length === 0 && <p className="quiet">{t('bonded.no-books')}</p>}
      <ul className="bonded-orders">
        {books.map(({ book, company, mode, entries }) => (
          <li key={book} data-testid={`book-${book}`}>
            <strong>{book}</strong>
            <span>{company}</span>
            <span className="quiet">{t('bonded.book-facts', { mode, entries: number(entries.length) })}</span>
            <ActionButton onPress={() => setDoing({ kind: 'close', book })} testId={`close-${book}`}>
              {t('bonded.close-book')}
            </ActionButton>
          </li>
        ))}
      </ul>
      <div className="dialog-actions">
        <ActionButton look="primary" onPress={() => setDoing({ kind: 'open' })} testId="open-book">
          {t('bonded.open-book')}
        </ActionButton>
        <ActionButton hint="Esc" onPress={onClose}>
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}

const OpenBookDialog = ({ onClose }: { onClose: () => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const [book, setBook] = useState('')
  const [company, setCompany] = useState('')
  const [mode, setMode] = useState('1210')
  const [entries, setEntries] = useState('')
  const numbers = entries.split(/[\s,;，；]+/).filter((text) => text !== '')
  return (
    <SupervisorDialog
      title={t('bonded.open-book')}
      hint={t('bonded.open-book-hint')}
      confirm={t('bonded.open-book')}
      isWide
      isSaidFirst
      isReady={book.trim() !== '' && company.trim() !== '' && /^\d{4}$/.test(mode)}
      onSubmit={(badge, passcode) =>
        client.bonded.openBook({
          ...{ book: book.trim(), company: company.trim(), mode, entries: numbers, badge, passcode },
        })
      }
      onClose={onClose}
    >
      <div className="field-grid">
        <TextLine label={t('bonded.book-number')} value={book} onChange={setBook} testId="book" isFirst />
        <TextLine label={t('bonded.company')} value={company} onChange={setCompany} testId="company" />
        <TextLine label={t('bonded.mode')} value={mode} onChange={setMode} testId="mode" isNumber />
        <TextLine
          label={t('bonded.book-entries')}
          value={entries}
          onChange={setEntries}
          testId="book-entries"
        />
      </div>
    </SupervisorDialog>
  )
}

interface CloseProps {
  readonly book: string
  readonly onClosed: (sentence: FailureData) => void
  readonly onClose: () => void
}

const CloseBookDialog = ({ book, onClosed, onClose }: CloseProps) => {
  const { client } = useStation()
  const { t } = useWords()
  const { data } = useQuery({
    queryKey: ['bonded-book-lots', book],
    queryFn: async () => {
      const { items, more } = await client.bonded.items({ book, asn: null, state: null })
      if (more || items.length > ITEMS_MAX) return null
      const answers = await Promise.all(
        items.map(({ customsEntry, entryItem }) => client.bonded.item({ customsEntry, entryItem })),
      )
      return answers.flatMap(({ lots }) => lots)
    },
  })
  if (data === undefined) return null
  if (data === null || data.length === 0)
    return (
      <StationDialog title={t('bonded.close-book-title', { book })} onClose={onClose}>
        <p>{t(data === null ? 'bonded.book-too-large' : 'bonded.book-empty', { max: ITEMS_MAX })}</p>
        <ActionButton look="primary" hint="Esc" onPress={onClose}>
          {t('close')}
        </ActionButton>
      </StationDialog>
    )
  return <CloseDialog of={{ kind: 'book', book }} lots={data} onClosed={onClosed} onClose={onClose} />
}
