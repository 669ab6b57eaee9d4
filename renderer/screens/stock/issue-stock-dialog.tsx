import { type FormEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { StockAnswer } from '../../../core/contract/stock.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { CheckField, RadioField, SelectField } from '../../parts/choice-field.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { NumberField } from './number-field.tsx'
import type { StockKind } from './use-stock.ts'

const kinds: readonly StockKind[] = ['unit-label', 'overlay', 'case-label']
const processes = ['thermal-transfer', 'direct-thermal'] as const
const covers = ['overlay', 'panel', 'none'] as const

interface Props {
  readonly rolls: StockAnswer['rolls']
  readonly onClose: () => void
}

/** A roll or pack is handed out, with what its wrapper says; a roll of before goes back into its printer. */
export const IssueStockDialog = ({ rolls, onClose }: Props) => {
  const { t } = useWords()
  const act = useAct()
  const [kind, setKind] = useState<StockKind>('unit-label')
  const [roll, setRoll] = useState('')
  const [count, setCount] = useState('')
  const [process, setProcess] = useState<(typeof processes)[number]>('thermal-transfer')
  const [cover, setCover] = useState<(typeof covers)[number]>('overlay')
  const [load, setLoad] = useState(true)
  const isLabels = kind !== 'overlay'
  const isWhole = roll.trim() !== '' && Number(count) > 0
  const showsPin = kind === 'unit-label' && (process === 'direct-thermal' || cover === 'none')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isWhole) return
    onClose()
    const issued = { key: 'issue-stock', roll: roll.trim(), kind, count: Number(count) } as const
    const ofCase = kind === 'case-label' ? ('none' as const) : cover
    void act.press(isLabels ? { ...issued, process, cover: ofCase, load } : issued)
  }
  const shelved = rolls.filter((row) => row.printer === null && row.kind !== 'overlay').slice(0, 4)
  return (
    <StationDialog title={t('stock.issue-title')} onClose={onClose} isWide>
      <form onSubmit={submit} className="stack" autoComplete="off">
        <RadioField
          label={t('stock.kind')}
          value={kind}
          options={kinds.map((value) => ({ value, word: t(`stock.kind.${value}`) }))}
          onChoose={setKind}
          testId="kind"
        />
        <div className="field-grid">
          <TextField value={roll} onChange={setRoll} maxLength={64} autoFocus className="field">
            <Label>{t('stock.roll')}</Label>
            <Input data-testid="roll" data-scan="next" spellCheck={false} />
          </TextField>
          <NumberField label={t('stock.pieces')} value={count} onChange={setCount} testId="count" />
        </div>
        {isLabels && (
          <div className="field-grid">
            <SelectField
              label={t('stock.process')}
              value={process}
              options={processes.map((value) => ({ value, word: t(`stock.process.${value}`) }))}
              onChoose={setProcess}
              testId="process"
            />
            {kind === 'unit-label' && (
              <SelectField
                label={t('stock.cover')}
                value={cover}
                options={covers.map((value) => ({ value, word: t(`stock.cover.${value}`) }))}
                onChoose={setCover}
                testId="cover"
              />
            )}
          </div>
        )}
        {isLabels && <CheckField label={t('stock.load')} isChecked={load} onChange={setLoad} testId="load" />}
        {showsPin && (
          <p className="tone-stop" role="alert" data-testid="shows-pin">
            {t('stock.shows-pin')}
          </p>
        )}
        {shelved.length > 0 && (
          <div className="button-row">
            {shelved.map((row) => (
              <ActionButton
                key={row.roll}
                onPress={() => {
                  onClose()
                  void act.press({ key: 'load-stock', roll: row.roll })
                }}
                testId={`load-${row.roll}`}
              >
                {t('stock.load-roll', { roll: row.roll })}
              </ActionButton>
            ))}
          </div>
        )}
        <div className="dialog-actions">
          <ActionButton type="submit" look="primary" hint="Enter" isDisabled={!isWhole} testId="confirm">
            {t('stock.confirm-issue')}
          </ActionButton>
          <ActionButton hint="Esc" onPress={onClose}>
            {t('cancel')}
          </ActionButton>
        </div>
      </form>
    </StationDialog>
  )
}
