import { type KeyboardEvent, useRef } from 'react'
import type { FindAnswer } from '../../../core/contract/find.ts'
import { dateAndClockOf } from '../../format/clock.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { useWords } from '../../words/use-words.ts'

type Item = FindAnswer['items'][number]

interface Props {
  readonly found: FindAnswer
  /** Place of the item whose timeline is shown. */
  readonly picked: number | null
  readonly onPick: (item: Item) => void
  readonly onMore: () => void
}

export const FOUND_LIST = 'found-list'

/** Statements that were found, newest first. Arrows go through them, Enter shows the timeline of what one is about. */
export const FoundList = ({ found, picked, onPick, onMore }: Props) => {
  const { t, named } = useWords()
  const list = useRef<HTMLOListElement>(null)
  const move = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const rows = [...(list.current?.querySelectorAll('button') ?? [])]
    rows.at(Math.max(0, rows.findIndex((row) => row.matches(':focus')) + by))?.focus()
  }
  const { understood, items, next } = found
  return (
    <section className="card found" data-testid="found">
      <h2>{understood ? t(`found.${understood.kind}`, { value: understood.value }) : t('found.title')}</h2>
      <p className="quiet" role="status">
        {next === null ? t('found.count', { n: items.length }) : t('found.newest', { n: items.length })}
      </p>
      <ol ref={list} id={FOUND_LIST} className="found-rows" onKeyDown={move} aria-label={t('found.title')}>
        {items.map((item) => (
          <li key={item.n}>
            <button
              type="button"
              className={`found-row${item.n === picked ? ' is-picked' : ''}`}
              aria-pressed={item.n === picked}
              onClick={() => onPick(item)}
            >
              <time dateTime={item.t}>{dateAndClockOf(item.t)}</time>
              <span className="found-what">
                <strong>{named('step', item.step)}</strong> <About item={item} />
              </span>
              <span className="quiet found-who">{[item.asn, item.operator].filter(Boolean).join(' · ')}</span>
              <span className={item.receipt === 'proven' ? 'tone-ok' : 'tone-warn'}>
                <span aria-hidden="true">{item.receipt === 'proven' ? '✓' : '◌'}</span>
                <span className="only-heard">{t(`receipt.${item.receipt}`)}</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {next !== null && (
        <ActionButton hint="Alt+M" onPress={onMore} testId="found-more">
          {t('found.more')}
        </ActionButton>
      )}
    </section>
  )
}

/** What a statement is about, in one line: a serial, how many of which lot, or nothing of the goods. */
const About = ({ item }: { item: Item }) => {
  const { t } = useWords()
  const [epc] = item.epcs
  const others = item.epcs.length + item.epcsMore - 1
  const [lot, gtin] = [item.lots[0], item.gtins[0]]
  return (
    <span className="found-about">
      {epc && <code>{decodeURIComponent(epc.split('/').at(-1) ?? epc)}</code>}
      {others > 0 && ` ${t('found.others', { n: others })}`}
      {!epc && item.quantity !== null && <span>{t('found.units', { n: item.quantity })} </span>}
      {!epc && gtin && <code>{gtin}</code>}
      {lot && <span> {t('found.of-lot', { lot })}</span>}
    </span>
  )
}
