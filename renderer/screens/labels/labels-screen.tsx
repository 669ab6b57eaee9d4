import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { LabelView } from '../../../core/contract/station-view.ts'
import { problemOf } from '../../connection/problem.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { useKeys, useWedge } from '../../input/use-keys.ts'
import { useWords } from '../../words/use-words.ts'
import { labelsInDoubt, labelsWaiting } from '../devices/device-order.ts'
import { ProblemText } from '../problem-text.tsx'
import { LabelDetail } from './label-detail.tsx'
import { LabelList, type LabelRow } from './label-list.tsx'
import { type Asked, isAsking, nothingAsked, questionOf } from './label-question.ts'
import { LabelSearch } from './label-search.tsx'
import { OrderCard } from './order-card.tsx'
import { StopList } from './stop-list.tsx'

/** What something is still to be done about, oldest first, however old it is: out of the view, so that it is always of now. */
function liveRows(filter: Asked['filter'], outstanding: readonly LabelView[]): readonly LabelRow[] | null {
  if (filter === 'doubt') return labelsInDoubt(outstanding)
  if (filter === 'waiting') return labelsWaiting(outstanding)
  if (filter === 'scan-back')
    return outstanding.filter((label) => label.state === 'printed').toSorted((a, b) => a.job - b.job)
  return null
}

/** What has been printed in all the years, and what became of it. */
export const LabelsScreen = () => {
  const { client, view } = useStation()
  const { t, say } = useWords()
  const act = useAct()
  const [typed, setTyped] = useState<Asked>(nothingAsked)
  const [asked, setAsked] = useState<Asked>(nothingAsked)
  const [chosen, setChosen] = useState<number | null>(null)
  const live = isAsking(asked) ? null : liveRows(asked.filter, view.outstanding)
  const isStops = asked.filter === 'stops'
  const question = questionOf(asked)
  const found = useInfiniteQuery({
    // What changes at the station changes the newest of them; an older page stays as it was found.
    queryKey: ['label-history', question, isAsking(asked) ? 0 : view.revision],
    queryFn: ({ pageParam }) =>
      client.labelHistory({ ...question, ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    enabled: live === null && !isStops,
    retry: false,
  })
  const pages = found.data?.pages ?? []
  const rows = live ?? pages.flatMap(({ items }) => items)
  const more = live === null && !isStops && found.hasNextPage ? () => void found.fetchNextPage() : null
  // A page looks through so many labels at most: while nothing is found yet, the next one is asked for.
  const { hasNextPage, isFetching, fetchNextPage } = found
  const isEmpty = live === null && !isStops && rows.length === 0
  useEffect(() => {
    if (isEmpty && hasNextPage && !isFetching) void fetchNextPage()
  }, [isEmpty, hasNextPage, isFetching, fetchNextPage])
  const ask = (wanted: Asked) => {
    setTyped(wanted)
    setAsked(wanted)
    setChosen(null)
  }
  useKeys({ 'Alt+KeyM': more ?? undefined })
  useWedge({
    scan: (bytes) => ask({ ...nothingAsked, text: String.fromCharCode(...bytes).replace(/\r$/, '') }),
    broken: (why) => act.tell({ kind: 'word', word: `page.wedge-${why}` }),
  })
  // What is one label's own code needs no choosing.
  const picked = chosen ?? (pages[0]?.understood?.kind === 'label' ? (rows[0]?.job ?? null) : null)
  return (
    <main className="two-columns labels-screen">
      <section className="card scrolls">
        <LabelSearch
          typed={typed}
          onType={setTyped}
          onAsk={ask}
          counts={{
            doubt: labelsInDoubt(view.outstanding).length,
            waiting: labelsWaiting(view.outstanding).length,
            'scan-back': view.outstanding.filter((label) => label.state === 'printed').length,
            stops: view.stops,
          }}
        />
        {asked.filter === 'doubt' && rows.length > 0 && <p className="quiet">{t('labels.doubt-hint')}</p>}
        {asked.filter === 'waiting' && view.outstanding[0]?.waits && rows.length > 0 && (
          <p className="quiet" data-testid="waiting-why">
            {say(view.outstanding.find((label) => label.waits)?.waits ?? view.outstanding[0].waits)}
          </p>
        )}
        {isStops ? (
          <StopList />
        ) : found.isError && live === null ? (
          <p className="tone-stop" role="alert">
            <ProblemText problem={problemOf(found.error)} />
          </p>
        ) : (
          <LabelList
            rows={rows}
            chosen={picked}
            onChoose={setChosen}
            onMore={more}
            isLoading={live === null && (found.isLoading || found.isFetchingNextPage)}
            isAsking={isAsking(asked) || asked.filter !== 'all'}
          />
        )}
      </section>
      <div className="labels-side">
        <section className="card labels-detail">
          {picked === null ? (
            <p className="quiet">{t('labels.pick')}</p>
          ) : (
            <LabelDetail job={picked} onGo={setChosen} />
          )}
        </section>
        {picked === null && <OrderCard />}
      </div>
    </main>
  )
}
