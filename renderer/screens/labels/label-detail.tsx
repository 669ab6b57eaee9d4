import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { LabelEntry } from '../../../core/contract/label-history.ts'
import { problemOf } from '../../connection/problem.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { dateAndClockOf } from '../../format/clock.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { LabelPicture } from '../../parts/label-picture.tsx'
import { LabelSteps } from '../../parts/label-steps.tsx'
import { useWords } from '../../words/use-words.ts'
import { ProblemText } from '../problem-text.tsx'
import { VoidDialog } from '../void-dialog.tsx'

interface Props {
  readonly job: number
  readonly onGo: (job: number) => void
}

/** Everything on record of one label, its picture first, and what can be done about it. */
export const LabelDetail = ({ job, onGo }: Props) => {
  const { client, view } = useStation()
  const { t, say, named } = useWords()
  const { call } = useAct()
  const [isAsking, setAsking] = useState(false)
  const answer = useQuery({
    queryKey: ['label-entry', job, view.revision],
    queryFn: () => client.labelEntry({ job }),
    placeholderData: (before, query) => (query?.queryKey[1] === job ? keepPreviousData(before) : undefined),
    retry: false,
  })
  if (answer.isError)
    return (
      <p className="tone-stop" role="alert">
        <ProblemText problem={problemOf(answer.error)} />
      </p>
    )
  const entry = answer.data
  if (!entry) return <p className="quiet">{t('labels.loading')}</p>
  const { look } = entry
  return (
    <div className="stack" data-testid="label-detail">
      <h2>{entry.serial}</h2>
      <LabelPicture key={job} label={look} />
      <LabelSteps state={entry.state} />
      <p className="quiet">
        GTIN {entry.gtin} · {t('line.title', { asn: entry.asn, line: entry.line, lot: entry.lot })}
      </p>
      {look.doubt && <p className="tone-warn">{say(look.doubt)}</p>}
      {look.waits && <p className="tone-warn">{say(look.waits)}</p>}
      {entry.state === 'voided' && look.mayComeOut && <p className="tone-stop">{t('labels.may-come-out')}</p>}
      {entry.reason && <p>{t('labels.reason', { reason: named('reason', entry.reason) })}</p>}
      {view.training && (
        <ActionButton
          onPress={() => void call(() => client.training.scanLabel({ job }))}
          testId="practice-scan-chosen"
        >
          {t('practice.scan-chosen')}
        </ActionButton>
      )}
      {look.mayVoid !== 'no' && entry.state !== 'voided' && (
        <ActionButton look="danger" onPress={() => setAsking(true)} testId="void-label">
          {t('labels.void')}
        </ActionButton>
      )}
      <Life entry={entry} />
      <Facts entry={entry} onGo={onGo} />
      {isAsking && <VoidDialog label={look} onClose={() => setAsking(false)} />}
    </div>
  )
}

/** Who had it in hand and when, what its printers proved, what was stated. */
const Life = ({ entry }: { entry: LabelEntry }) => {
  const { t, say, named } = useWords()
  const nameOf = (person: LabelEntry['operator']) =>
    person === null ? t('labels.not-recorded') : (person.name ?? person.pseudonym)
  return (
    <section className="label-life">
      <h3>{t('labels.life')}</h3>
      <ol>
        {entry.steps.map(({ step, at }) => (
          <li key={step} className="label-life-row">
            <time dateTime={at}>{dateAndClockOf(at)}</time> <strong>{t(`label.state.${step}`)}</strong>{' '}
            {step === 'reserved' && <span className="quiet">{nameOf(entry.operator)}</span>}
            {(step === 'verified' || step === 'voided') && (
              <span className="quiet">{nameOf(entry.endedBy)}</span>
            )}
          </li>
        ))}
      </ol>
      <h3>{t('labels.printers')}</h3>
      {entry.attempts.length === 0 && <p className="quiet">{t('labels.no-attempts')}</p>}
      <ol>
        {entry.attempts.map((attempt) => (
          <li key={attempt.n} className="label-life-row">
            <time dateTime={attempt.begunAt}>{dateAndClockOf(attempt.begunAt)}</time>{' '}
            <strong>{attempt.name}</strong> <span className="quiet">{attempt.model}</span>{' '}
            {t(`labels.answer.${attempt.answer ?? 'open'}`)}
            {attempt.proof && <span className="quiet"> · {t('labels.proof', { proof: attempt.proof })}</span>}
            {attempt.said && <span className="tone-warn label-said">{say(attempt.said)}</span>}
          </li>
        ))}
      </ol>
      <h3>{t('labels.stated')}</h3>
      {entry.statements.length === 0 && <p className="quiet">{t('labels.nothing-stated')}</p>}
      <ol>
        {entry.statements.map(({ t: at, step, statement, receipt }) => (
          <li key={statement + step} className="label-life-row">
            <time dateTime={at}>{dateAndClockOf(at)}</time> <strong>{named('step', step)}</strong>{' '}
            <span className={receipt === 'proven' ? 'tone-ok' : 'tone-warn'}>
              <span aria-hidden="true">{receipt === 'proven' ? '✓ ' : '◌ '}</span>
              {t(`receipt.${receipt}`)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

const Facts = ({
  entry,
  onGo,
}: {
  entry: LabelEntry & { readonly page: string | null }
  onGo: (job: number) => void
}) => {
  const { t } = useWords()
  const { replaces, replacedBy, template, templateHash, shift, case: packed, page } = entry
  return (
    <dl className="facts-list">
      <Fact name={t('labels.template')}>
        {template}
        {templateHash && <code title={templateHash}> {templateHash.slice(0, 12)}…</code>}
      </Fact>
      {shift !== null && <Fact name={t('labels.shift')}>{shift}</Fact>}
      {page !== null && (
        <Fact name={t('labels.page')}>
          <a href={page} target="_blank" rel="noreferrer" data-testid="label-page">
            {new URL(page).origin}
          </a>
        </Fact>
      )}
      {packed && <Fact name={t('trace.case')}>{packed.sscc ?? packed.number}</Fact>}
      {replaces && (
        <Fact name={t('labels.replaces')}>
          <ActionButton look="quiet" onPress={() => onGo(replaces.job)} testId="label-replaces">
            {replaces.serial}
          </ActionButton>
        </Fact>
      )}
      {replacedBy && (
        <Fact name={t('labels.replaced-by')}>
          <ActionButton look="quiet" onPress={() => onGo(replacedBy.job)} testId="label-replaced-by">
            {replacedBy.serial}
          </ActionButton>
        </Fact>
      )}
    </dl>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
