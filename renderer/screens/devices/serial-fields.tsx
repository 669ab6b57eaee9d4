import { SelectField } from '../../parts/choice-field.tsx'
import { useWords } from '../../words/use-words.ts'
import { type Draft, withConnection } from './new-setting.ts'

const baudRates = [
  1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600,
] as const
const parities = ['none', 'even', 'odd'] as const
const flows = ['none', 'xon-xoff', 'rts-cts'] as const
const suffixes = [
  { value: 'CR', bytes: [0x0d] },
  { value: 'LF', bytes: [0x0a] },
  { value: 'Tab', bytes: [0x09] },
  { value: 'ETX', bytes: [0x03] },
  { value: 'ETX CR LF', bytes: [0x03, 0x0d, 0x0a] },
]
const SILENCE = 'silence'

/** The usual ends of a symbol, and the one that was learnt from the scanner when it is none of them. */
function suffixesWith(own: readonly number[]) {
  const isUsual = own.length === 0 || suffixes.some(({ bytes }) => bytes.join() === own.join())
  const value = own.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')
  return isUsual ? suffixes : [{ value, bytes: [...own] }, ...suffixes]
}

interface Props {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}

/** How the line is set, at the device and here alike; out of sight, because most are never changed. */
export const SerialFields = ({ draft, onChange }: Props) => {
  const { t } = useWords()
  const { connection } = draft
  if (connection.kind !== 'serial') return null
  const set = (part: Partial<typeof connection>) =>
    onChange(withConnection(draft, { ...connection, ...part }))
  const rates: readonly number[] = baudRates
  const ends = suffixesWith(draft.kind === 'scanner' ? draft.framing.suffix : [])
  const known = rates.includes(connection.baudRate) ? rates : [connection.baudRate, ...rates]
  return (
    <details className="advanced" data-testid="advanced">
      <summary>{t('setting.advanced', { baud: connection.baudRate })}</summary>
      <p className="quiet">{t('setting.advanced-hint')}</p>
      <div className="field-grid">
        <SelectField
          label={t('setting.baud')}
          value={connection.baudRate}
          options={known.map((rate) => ({ value: rate, word: String(rate) }))}
          onChoose={(baudRate) => set({ baudRate })}
          testId="baud"
        />
        <SelectField
          label={t('setting.data-bits')}
          value={connection.dataBits}
          options={([7, 8] as const).map((bits) => ({ value: bits, word: String(bits) }))}
          onChoose={(dataBits) => set({ dataBits })}
        />
        <SelectField
          label={t('setting.parity')}
          value={connection.parity}
          options={parities.map((value) => ({ value, word: t(`setting.parity.${value}`) }))}
          onChoose={(parity) => set({ parity })}
        />
        <SelectField
          label={t('setting.stop-bits')}
          value={connection.stopBits}
          options={([1, 2] as const).map((bits) => ({ value: bits, word: String(bits) }))}
          onChoose={(stopBits) => set({ stopBits })}
        />
        <SelectField
          label={t('setting.flow')}
          value={connection.flow}
          options={flows.map((value) => ({ value, word: t(`setting.flow.${value}`) }))}
          onChoose={(flow) => set({ flow })}
        />
        {draft.kind === 'scanner' && (
          <SelectField
            label={t('setting.suffix')}
            value={ends.find(({ bytes }) => bytes.join() === draft.framing.suffix.join())?.value ?? SILENCE}
            options={[
              ...ends.map(({ value }) => ({ value: value as string, word: value })),
              { value: SILENCE, word: t('setting.suffix.silence') },
            ]}
            onChoose={(chosen) =>
              onChange({
                ...draft,
                framing: {
                  ...draft.framing,
                  suffix: ends.find(({ value }) => value === chosen)?.bytes ?? [],
                },
              })
            }
          />
        )}
      </div>
    </details>
  )
}
