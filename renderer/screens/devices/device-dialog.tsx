import { type FormEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { DeviceSettingsAnswer } from '../../../core/contract/devices.ts'
import { printerStocks } from '../../../core/label/stock.ts'
import { type Problem, problemOf } from '../../connection/problem.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { CheckField, RadioField, SelectField } from '../../parts/choice-field.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { ProblemText } from '../problem-text.tsx'
import { useVoucher, VoucherFields } from '../voucher-fields.tsx'
import { NetworkFields } from './network-fields.tsx'
import { asKind, type Draft, kindsOf } from './new-setting.ts'
import { PrintFields } from './print-fields.tsx'
import { SerialFields } from './serial-fields.tsx'

const BY_ITSELF = ''

/** Rows of scanners that type begin so; a keyboard is never one of the others, nor the other way. */
const TYPING = 'hid-keyboard'

function scannerModels(
  chosen: string | null,
  models: DeviceSettingsAnswer['models']['scanners'],
  byItself: string,
) {
  const isTyping = chosen?.startsWith(TYPING) ?? false
  const named = models
    .filter(({ id }) => id.startsWith(TYPING) === isTyping)
    .map(({ id, name }) => ({ value: id, word: name }))
  return isTyping ? named : [{ value: BY_ITSELF, word: byItself }, ...named]
}

interface Props {
  readonly first: Draft
  readonly models: DeviceSettingsAnswer['models']
  readonly onSaved: () => void
  readonly onClose: () => void
}

/** How one device is used here: its name, its model, what paper is in it, how its line is set. */
export const DeviceDialog = ({ first, models, onSaved, onClose }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  const { tell } = useAct()
  const [draft, setDraft] = useState(first)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isNew = draft.id === undefined
  const wantsAdministrator = draft.kind === 'printer' && draft.pinsOverSpooler
  const voucher = useVoucher(
    draft.kind === 'scanner' ? null : wantsAdministrator ? 'administrator' : 'supervisor',
  )
  const kinds = isNew ? kindsOf(draft.connection) : [draft.kind]
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy || !voucher.isWhole()) return
    setBusy(true)
    try {
      await client.devices.save({ setting: { ...draft, name: draft.name.trim() }, ...voucher.asked })
      tell(null)
      onSaved()
    } catch (error) {
      setProblem(problemOf(error))
      voucher.clear()
    } finally {
      setBusy(false)
    }
  }
  return (
    <StationDialog
      title={t(isNew ? 'setting.title-new' : 'setting.title', { name: first.name })}
      onClose={onClose}
      isWide
    >
      <form onSubmit={submit} className="stack device-form" autoComplete="off" data-testid="device-form">
        <div className="field-grid">
          <TextField
            value={draft.name}
            onChange={(name) => setDraft({ ...draft, name })}
            maxLength={60}
            isRequired
            autoFocus
            className="field"
          >
            <Label>{t('setting.name')}</Label>
            <Input data-testid="device-name" spellCheck={false} />
          </TextField>
          {draft.kind === 'printer' ? (
            <SelectField
              label={t('setting.model')}
              value={draft.model}
              options={models.printers.map(({ id, name }) => ({ value: id, word: name }))}
              onChoose={(model) => setDraft({ ...draft, model })}
              testId="device-model"
            />
          ) : (
            draft.connection.kind === 'hid' && (
              <SelectField
                label={t('setting.model')}
                value={draft.model ?? BY_ITSELF}
                options={scannerModels(draft.model, models.scanners, t('setting.model-by-itself'))}
                onChoose={(model) => setDraft({ ...draft, model: model === BY_ITSELF ? null : model })}
                testId="device-model"
              />
            )
          )}
        </div>
        {kinds.length > 1 && (
          <RadioField
            label={t('setting.kind')}
            value={draft.kind}
            options={kinds.map((kind) => ({ value: kind, word: t(`device.${kind}`) }))}
            onChoose={(kind) => setDraft(asKind(draft, kind, models.printers[0]?.id ?? ''))}
            testId="device-kind"
          />
        )}
        <NetworkFields draft={draft} onChange={setDraft} />
        {draft.kind === 'printer' && (
          <div className="stock-field">
            <SelectField
              label={t('setting.stock')}
              value={draft.stock}
              options={printerStocks.map((stock) => ({ value: stock, word: t(`setting.stock.${stock}`) }))}
              onChoose={(stock) => setDraft({ ...draft, stock })}
              testId="device-stock"
            />
          </div>
        )}
        <CheckField
          label={t('setting.enabled')}
          isChecked={draft.enabled}
          onChange={(enabled) => setDraft({ ...draft, enabled })}
          testId="device-enabled"
        />
        <PrintFields draft={draft} onChange={setDraft} />
        <SerialFields draft={draft} onChange={setDraft} />
        {draft.kind === 'printer' && draft.connection.kind === 'spooler' && (
          <div>
            <CheckField
              label={t('setting.pins-over-spooler')}
              isChecked={draft.pinsOverSpooler}
              onChange={(pinsOverSpooler) => setDraft({ ...draft, pinsOverSpooler })}
            />
            <p className="quiet">{t('setting.pins-over-spooler-hint')}</p>
          </div>
        )}
        <VoucherFields voucher={voucher} />
        <div className="dialog-actions">
          <ActionButton type="submit" look="primary" hint="Enter" isDisabled={isBusy} testId="confirm">
            {t('setting.save')}
          </ActionButton>
          <ActionButton hint="Esc" onPress={onClose}>
            {t('cancel')}
          </ActionButton>
          {problem && (
            <p className="tone-stop" role="alert">
              <ProblemText problem={problem} />
            </p>
          )}
        </div>
      </form>
    </StationDialog>
  )
}
