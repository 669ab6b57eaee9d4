import { useState } from 'react'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { NumberKeyList } from '../../parts/number-key-list.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { ReasonDialog } from '../reason-dialog.tsx'
import { CapacityDialog } from './capacity-dialog.tsx'
import { ClosedCarriers } from './closed-carriers.tsx'
import { offeredPacking, type PackingAct, unpackReasons } from './packing-choices.ts'

/** Cases and pallets: what can be done with them now, and those that were closed with what is in them. */
export const PackingDialog = ({ onClose }: { onClose: () => void }) => {
  const { view } = useStation()
  const { t } = useWords()
  const { press } = useAct()
  const [act, setAct] = useState<PackingAct | null>(null)
  const [sscc, setSscc] = useState<string | null>(null)
  const done = async (key: Parameters<typeof press>[0]) => {
    await press(key)
    onClose()
  }
  const pick = (picked: PackingAct) => {
    if (picked === 'close-pallet') void done({ key: 'close-pallet' })
    else if (picked === 'take-out-open') void done({ key: 'take-out' })
    else setAct(picked)
  }
  if (sscc !== null || act === 'take-out-closed' || act === 'unpack')
    return (
      <ReasonDialog
        title={
          sscc === null
            ? t(`packing.${act === 'unpack' ? 'unpack' : 'take-out-closed'}`)
            : t('packing.unpack-one', { sscc })
        }
        hint={t('packing.unpack-hint')}
        confirm={t(sscc === null ? 'packing.then-scan' : 'packing.unpack-now')}
        reasons={unpackReasons}
        onConfirm={(reason) =>
          void done(
            sscc !== null
              ? { key: 'unpack', sscc, reason }
              : act === 'unpack'
                ? { key: 'unpack', reason }
                : { key: 'take-out', reason },
          )
        }
        onClose={onClose}
      />
    )
  if (act === 'mixed-entry' || act === 'mixed-any' || act === 'open-pallet')
    return <CapacityDialog act={act} onClose={onClose} />
  return (
    <StationDialog title={t('packing.title')} onClose={onClose} isWide>
      <div className="packing">
        <div>
          <p className="quiet">{t('packing.hint')}</p>
          <NumberKeyList
            label={t('packing.title')}
            items={offeredPacking(view)}
            idOf={(choice) => choice}
            onPick={pick}
            draw={(choice) => <strong data-act={choice}>{t(`packing.${choice}`)}</strong>}
          />
        </div>
        <ClosedCarriers onUnpack={setSscc} />
      </div>
      <div className="dialog-actions">
        <ActionButton hint="Esc" onPress={onClose}>
          {t('cancel')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
