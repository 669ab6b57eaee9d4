import type { StationView } from '../../../core/contract/station-view.ts'
import { dateAndClockOf } from '../../format/clock.ts'
import { useWords } from '../../words/use-words.ts'

/** Saved is not sent: amber until the ledger's answer is here. */
export const CarriedLines = ({ batches }: { batches: StationView['sync']['batches'] }) => {
  const { t } = useWords()
  return batches.map(
    ({ batch, carried }) =>
      carried && (
        <p key={batch} className="tone-warn backup-file" data-testid="carried-line">
          {t('carry.saved', { batch, time: dateAndClockOf(carried.at), file: carried.file })}
        </p>
      ),
  )
}
