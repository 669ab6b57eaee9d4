import { useState } from 'react'
import type { FailureData } from '../../../../core/contract/failure.ts'
import type { StationClient } from '../../../connection/station-client.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { useNow } from '../../../parts/use-now.ts'
import { useWords } from '../../../words/use-words.ts'
import { ApplyVersion } from './apply-version.tsx'
import { EndTrustDialog } from './end-trust-dialog.tsx'
import { TrustDialog } from './trust-dialog.tsx'

type Shown = Awaited<ReturnType<StationClient['catalogue']['show']>>
type Publisher = Shown['publishers'][number]

const DAY_MS = 86_400_000

/** From whom goods data is taken: the own organisation first, then members that are trusted, in the order in which they count. */
export const PublishersList = ({ data }: { data: Shown }) => {
  const { t, say } = useWords()
  const [asked, setAsked] = useState<{ readonly end: string } | 'trust' | null>(null)
  const [said, setSaid] = useState<FailureData | null>(null)
  const close = () => setAsked(null)
  return (
    <>
      <ol className="publishers" data-testid="catalogue-publishers">
        <li>
          <div>
            <strong>{t('catalogue.origin.consortium')}</strong>
            <p data-testid="catalogue-snapshot">
              <Version of={data.snapshot} none={t('catalogue.no-snapshot')} />
            </p>
          </div>
        </li>
        {data.publishers.map((one) => (
          <li key={one.org} data-testid={`publisher-${one.org}`}>
            <div>
              <strong>{one.org}</strong>
              <p>
                <Version of={one.snapshot} none={t('catalogue.no-version')} />
              </p>
              {one.snapshot && !one.counts && <p className="tone-warn">{t('catalogue.not-counting')}</p>}
              <Believed of={one} />
            </div>
            <ActionButton onPress={() => setAsked({ end: one.org })} testId={`end-trust-${one.org}`}>
              {t('catalogue.end-trust')}
            </ActionButton>
          </li>
        ))}
      </ol>
      <div className="goods-import">
        <ActionButton onPress={() => setAsked('trust')} testId="trust-publisher">
          {t('catalogue.trust')}
        </ActionButton>
        {!data.running && <ApplyVersion onDone={setSaid} />}
      </div>
      {said && (
        <p role="status" data-testid="publishers-said">
          {say(said)}
        </p>
      )}
      {asked === 'trust' && <TrustDialog onDone={setSaid} onClose={close} />}
      {asked !== null && asked !== 'trust' && (
        <EndTrustDialog publisher={asked.end} onDone={setSaid} onClose={close} />
      )}
    </>
  )
}

const Version = ({ of, none }: { of: Shown['snapshot']; none: string }) => {
  const { t, number } = useWords()
  const now = useNow(60_000)
  if (!of) return <span className="quiet">{none}</span>
  const days = Math.max(0, Math.floor((now - Date.parse(of.createdAt)) / DAY_MS))
  return t('catalogue.snapshot', {
    version: of.version,
    made: of.createdAt.slice(0, 10),
    days: number(days),
  })
}

const Believed = ({ of: { since, scope } }: { of: Publisher }) => {
  const { t } = useWords()
  const tables = scope.tables?.map((table) => t(`catalogue.table.${table}`)).join(', ')
  return (
    <p className="quiet">
      {t('catalogue.believed.since', {
        since: since.slice(0, 10),
        of: tables ?? t('catalogue.believed.all'),
      })}
      {scope.brands && <> · {t('catalogue.believed.brands', { brands: scope.brands.join(', ') })}</>}
    </p>
  )
}
