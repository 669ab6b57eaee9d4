import type { PrintSettings } from '../../../core/contract/devices.ts'
import { SelectField } from '../../parts/choice-field.tsx'
import { useWords } from '../../words/use-words.ts'
import type { Draft } from './new-setting.ts'

const AS_SET = ''

const medias = ['gap', 'mark', 'continuous'] as const
const darknesses = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100] as const
const speeds = [2, 3, 4, 5, 6, 8, 10, 12, 14] as const

interface Props {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}

/** What the printer is told beside the label; out of sight, because most printers are set right themselves. */
export const PrintFields = ({ draft, onChange }: Props) => {
  const { t } = useWords()
  if (draft.kind !== 'printer') return null
  const { print = {} } = draft
  const set = (part: PrintSettings) => onChange({ ...draft, print: { ...print, ...part } })
  const asSet = { value: AS_SET, word: t('setting.as-printer') } as const
  /** A number that another program chose stays in the list. */
  const numbers = (usual: readonly number[], own: number | undefined) =>
    [...new Set(own === undefined ? usual : [...usual, own])].sort((a, b) => a - b)
  return (
    <details className="advanced" data-testid="print-settings">
      <summary>{t('setting.print')}</summary>
      <p className="quiet">{t('setting.print-hint')}</p>
      <div className="field-grid">
        <SelectField
          label={t('setting.media')}
          value={print.media ?? AS_SET}
          options={[asSet, ...medias.map((value) => ({ value, word: t(`setting.media.${value}`) }))]}
          onChoose={(media) => set({ media: media === AS_SET ? undefined : media })}
          testId="media"
        />
        <SelectField
          label={t('setting.ribbon')}
          value={print.ribbon === undefined ? AS_SET : print.ribbon ? 'with' : 'without'}
          options={[
            asSet,
            { value: 'with', word: t('setting.ribbon.with') },
            { value: 'without', word: t('setting.ribbon.without') },
          ]}
          onChoose={(chosen) => set({ ribbon: chosen === AS_SET ? undefined : chosen === 'with' })}
          testId="ribbon"
        />
        <SelectField<number | ''>
          label={t('setting.darkness')}
          value={print.darkness ?? AS_SET}
          options={[
            asSet,
            ...numbers(darknesses, print.darkness).map((value) => ({ value, word: `${value} %` })),
          ]}
          onChoose={(chosen) => set({ darkness: chosen === AS_SET ? undefined : chosen })}
          testId="darkness"
        />
        <SelectField<number | ''>
          label={t('setting.speed')}
          value={print.speed ?? AS_SET}
          options={[
            asSet,
            ...numbers(speeds, print.speed).map((inches) => ({
              value: inches,
              word: t('setting.speed-of', { inches, mm: Math.round(inches * 25.4) }),
            })),
          ]}
          onChoose={(chosen) => set({ speed: chosen === AS_SET ? undefined : chosen })}
          testId="speed"
        />
      </div>
    </details>
  )
}
