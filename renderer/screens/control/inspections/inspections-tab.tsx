import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { GridList } from 'react-aria-components'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'
import { ChosenTask } from './chosen-task.tsx'
import { OthersTasks } from './others-tasks.tsx'
import { QuarantineList } from './quarantine-list.tsx'
import { SwitchingList } from './switching-list.tsx'
import { TakeFiles } from './take-files.tsx'
import { TaskRow } from './task-row.tsx'

/** Inspections by agencies: what is asked, where to take samples, what came back, what does not fit. */
export const InspectionsTab = () => {
  const { client, view } = useStation()
  const { t, number } = useWords()
  const [chosen, setChosen] = useState<string | null>(null)
  const { data } = useQuery({
    queryKey: ['inspections', view.revision],
    queryFn: () => client.inspections.list(),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  const shown = data.tasks.find(({ id }) => id === chosen) ?? data.tasks[0] ?? null
  return (
    <div className="control-columns">
      <section className="card scrolls">
        <div className="card-head">
          <h1>{t('inspections.title')}</h1>
          {data.overdue > 0 && (
            <span className="badge badge-tone-stop">
              {t('inspections.overdue-count', { n: number(data.overdue) })}
            </span>
          )}
        </div>
        <TakeFiles onTaken={setChosen} />
        {data.tasks.length === 0 && <p className="quiet">{t('inspections.none')}</p>}
        <GridList
          aria-label={t('inspections.title')}
          className="label-rows"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={shown ? [shown.id] : []}
          onSelectionChange={(keys) => {
            const [first] = keys === 'all' ? [] : keys
            if (typeof first === 'string') setChosen(first)
          }}
          items={data.tasks}
        >
          {(task) => <TaskRow of={task} />}
        </GridList>
        <OthersTasks of={data.others} />
        <QuarantineList of={data} />
        <SwitchingList series={data.switching} />
      </section>
      <section className="card scrolls">
        {shown && <ChosenTask key={shown.id} task={shown.id} agencies={data.agencies} />}
      </section>
    </div>
  )
}
