import { useEffect, useRef, useState } from 'react'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { useUnconfirmed } from '../../connection/outbox-context.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { useKeys, useWedge } from '../../input/use-keys.ts'
import { useWords } from '../../words/use-words.ts'
import { labelsInDoubt } from '../devices/device-order.ts'
import { DoubtCard, useDoubt } from '../doubt/doubt-card.tsx'
import { PackingDialog } from '../packing/packing-dialog.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { holdReasons } from '../reasons.ts'
import { VoidDialog } from '../void-dialog.tsx'
import { CaseCard } from './case-card.tsx'
import { LabelCard } from './label-card.tsx'
import type { LineAction } from './line-actions.ts'
import { LineCard } from './line-card.tsx'
import { LotPicker } from './lot-picker.tsx'
import { MissingUnitsDialog } from './missing-units-dialog.tsx'
import { PracticeBar } from './practice-bar.tsx'
import { RecentList } from './recent-list.tsx'
import { StatePanel } from './state-panel.tsx'

interface Props {
  /** The question that is open over the screen, asked by a key of the bar below. */
  readonly asked: LineAction | null
  readonly onAnswered: () => void
  /** Asks why the label is to be voided, as F9 does. */
  readonly onVoid: () => void
}

/** Where the operator works. There is no text field here: a scan can never land in one. */
export const ScanScreen = ({ asked, onAnswered, onVoid }: Props) => {
  const { view } = useStation()
  const { t } = useWords()
  const act = useAct()
  const isUnconfirmed = useUnconfirmed().inputs.length > 0
  const [isSending, setSending] = useState(false)
  const { state, line } = view
  const doubts = labelsInDoubt(view.outstanding)
  const doubt = useDoubt(doubts)
  // F9 is for the label that the card speaks of; without a doubt, for the one that was printed last.
  const toVoid = doubt.chosen ?? view.outstanding.toSorted((a, b) => b.job - a.job)[0]
  const keyOf = (of: { asn: string; line: string; lot: string }) => ({
    asn: of.asn,
    line: of.line,
    lot: of.lot,
  })
  const acknowledge = () => void act.press({ key: 'ack' })
  useKeys({ Escape: state.kind === 'stop' ? acknowledge : undefined })
  useWedge({
    scan: (bytes) => void act.scan('wedge', toBase64Url(bytes)),
    broken: (why) => act.tell({ kind: 'word', word: `page.wedge-${why}` }),
  })
  // A STOP is about what just happened: a question asked before it no longer stands.
  const stoppedAt = state.kind === 'stop' ? state.at : null
  const stopped = useRef(stoppedAt)
  useEffect(() => {
    if (stoppedAt !== null && stopped.current !== stoppedAt) onAnswered()
    stopped.current = stoppedAt
  }, [stoppedAt, onAnswered])
  const answer = async (key: Parameters<typeof act.press>[0]) => {
    if (isSending) return
    setSending(true)
    await act.press(key)
    setSending(false)
    onAnswered()
  }
  const isPicking = state.kind === 'pick-lot' && view.lots.length > 0
  return (
    <main className={`scan${view.training ? ' has-practice' : ''}${doubt.chosen ? ' has-doubt' : ''}`}>
      <div className="scan-left">
        <StatePanel
          state={state}
          isUnconfirmed={isUnconfirmed}
          onAcknowledge={acknowledge}
          isDoubtBelow={!isPicking && doubt.chosen !== null}
          preparing={view.preparing}
        />
        {isPicking && (
          <LotPicker
            lots={view.lots}
            onPick={(lot) => void act.press({ key: 'confirm-lot', ...keyOf(lot) })}
            isAsleep={asked !== null}
          />
        )}
        {!isPicking && doubt.chosen && (
          <DoubtCard
            labels={doubts}
            chosen={doubt.chosen}
            onChoose={doubt.choose}
            onVoid={onVoid}
            isAsleep={asked !== null}
          />
        )}
        {!isPicking && <LineCard line={line} />}
        {!isPicking && <RecentList recent={view.recent} />}
      </div>
      <div className="scan-right">
        <LabelCard label={view.label} />
        <CaseCard
          openCase={view.openCase}
          openPallet={view.openPallet}
          line={line}
          taking={view.taking}
          ssccs={view.ssccs}
        />
      </div>
      {view.training && <PracticeBar />}
      {asked === 'packing' && <PackingDialog onClose={onAnswered} />}
      {asked === 'void' && toVoid && <VoidDialog label={toVoid} onClose={onAnswered} />}
      {asked === 'hold' && line && (
        <ReasonDialog
          title={t('hold.title', { line: line.line, lot: line.lot })}
          hint={t('hold.hint')}
          confirm={t('hold.confirm')}
          reasons={holdReasons}
          onConfirm={(reason) => void answer({ key: 'hold', ...keyOf(line), reason })}
          onClose={onAnswered}
        />
      )}
      {asked === 'missing' && line && (
        <MissingUnitsDialog
          line={line}
          onConfirm={(kind, quantity) =>
            void answer({ key: kind.key, ...keyOf(line), quantity, reason: kind.reason })
          }
          onElsewhere={(elsewhere) => void answer({ key: 'close-line', ...keyOf(line), elsewhere })}
          onClose={onAnswered}
        />
      )}
    </main>
  )
}
