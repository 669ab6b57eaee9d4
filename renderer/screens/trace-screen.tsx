import { useState } from 'react'
import type { FindAnswer, FindQuestion } from '../../core/contract/find.ts'
import type { LookupAnswer } from '../../core/contract/lookup.ts'
import { useStation } from '../connection/station-context.ts'
import { useAct } from '../connection/use-act.ts'
import { useKeys, useWedge } from '../input/use-keys.ts'
import { useWords } from '../words/use-words.ts'
import { FoundList } from './trace/found-list.tsx'
import { type Asked, nothingAsked, TraceForm } from './trace/trace-form.tsx'
import { UnitAnswer } from './trace/unit-answer.tsx'

const PAGE = 50

/** What is on the screen: statements that were found, one unit or case, or both. */
interface Shown {
  readonly question: FindQuestion
  readonly found: FindAnswer
  readonly unit: LookupAnswer | null
  readonly picked: number | null
}

/** What is recorded of a unit, a lot, a notice, an entry, a day. It speaks of the record, never of the goods. */
export const TraceScreen = () => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [asked, setAsked] = useState<Asked>(nothingAsked)
  const [shown, setShown] = useState<Shown | null>(null)
  const lookUp = (text: string) => act.call(() => client.lookup({ text }))
  const search = async (wanted: Asked) => {
    const question = questionOf(wanted)
    if (!question) return
    const found = await act.call(() => client.find(question))
    const unit = question.text ? await lookUp(question.text) : null
    if (!found) return
    setShown({ question, found, unit: unit && unit.standing !== 'unknown' ? unit : null, picked: null })
  }
  const pick = async (item: FindAnswer['items'][number]) => {
    const [epc] = item.epcs
    const unit = epc === undefined ? null : await lookUp(epc)
    setShown((now) => (now && now.question === shown?.question ? { ...now, unit, picked: item.n } : now))
  }
  const more = async () => {
    if (!shown || shown.found.next === null) return
    const after = shown.found.next
    const page = await act.call(() => client.find({ ...shown.question, after }))
    if (!page) return
    const found = {
      ...page,
      items: [...shown.found.items, ...page.items],
      understood: shown.found.understood,
    }
    // Somebody may have asked for something else meanwhile.
    setShown((now) => (now?.question === shown.question ? { ...now, found } : now))
  }
  useKeys({ 'Alt+KeyM': shown && shown.found.next !== null ? () => void more() : undefined })
  useWedge({
    scan: (bytes) => {
      const text = String.fromCharCode(...bytes).replace(/\r$/, '')
      // A scan asks about what was scanned, whatever the filters were set to before.
      const scanned = { ...nothingAsked, text }
      setAsked(scanned)
      void search(scanned)
    },
    broken: (why) => act.tell({ kind: 'word', word: `page.wedge-${why}` }),
  })
  return (
    <main className="page">
      <section className="card">
        <h1>{t('trace.title')}</h1>
        <TraceForm asked={asked} onChange={setAsked} onGo={() => void search(asked)} />
        <p className="quiet">
          {t('trace.hint')} {t('trace.says')}
        </p>
      </section>
      {shown && <Answers shown={shown} onPick={(item) => void pick(item)} onMore={() => void more()} />}
    </main>
  )
}

interface AnswersProps {
  readonly shown: Shown
  readonly onPick: (item: FindAnswer['items'][number]) => void
  readonly onMore: () => void
}

const Answers = ({ shown: { found, unit, picked }, onPick, onMore }: AnswersProps) => {
  const { t } = useWords()
  // A unit's own timeline says what a list of its statements would.
  const isList = found.items.length > 0 && (found.understood?.kind !== 'epc' || unit === null)
  if (!isList && !unit)
    return (
      <section className="card" aria-live="polite" data-testid="trace-answer">
        <h2 className="standing standing-unknown" data-testid="standing">
          {t('found.none')}
        </h2>
        <p className="quiet">{t('found.none-hint')}</p>
      </section>
    )
  return (
    <div className={isList && unit ? 'found-columns' : 'found-alone'}>
      {isList && <FoundList found={found} picked={picked} onPick={onPick} onMore={onMore} />}
      {unit && <UnitAnswer answer={unit} />}
    </div>
  )
}

/** The question that a form asks, or null while it asks none. Days are this machine's. */
function questionOf({ text, operator, from, to }: Asked): FindQuestion | null {
  const instant = (day: string, clock: string) => new Date(`${day}T${clock}`).toISOString()
  const question = {
    ...(text.trim() ? { text: text.trim() } : {}),
    ...(operator.trim() ? { operator: operator.trim() } : {}),
    ...(from ? { from: instant(from, '00:00:00.000') } : {}),
    ...(to ? { to: instant(to, '23:59:59.999') } : {}),
  }
  return Object.keys(question).length === 0 ? null : { ...question, limit: PAGE }
}
