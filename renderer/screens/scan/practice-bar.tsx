import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { useKeys } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { useWords } from '../../words/use-words.ts'

const NUMBERED_MAX = 9

/** Training only: what stands in for goods, labels and a scanner in the hand. */
export const PracticeBar = () => {
  const { client, view } = useStation()
  const { t, language } = useWords()
  const act = useAct()
  const [isOpen, setOpen] = useState(true)
  const finished = view.lines.filter(
    (line) => line.closed || line.received + line.short + line.damaged >= line.planned,
  ).length
  const goods = useQuery({
    queryKey: ['practice-goods', view.lines.length, finished],
    queryFn: () => client.training.goods(),
  })
  const device = view.devices.find((d) => d.kind === 'scanner' && d.simulated)?.id ?? 'hid-1'
  const printed = view.outstanding
    .filter((label) => label.state === 'printed' || label.state === 'uncertain')
    .toSorted((a, b) => a.job - b.job)
  const scanGoods = (bytes: string) => void act.scan(device, bytes)
  const scanLabel = () => {
    const oldest = printed[0]
    if (!oldest) {
      const isComing = view.outstanding.length > 0
      return act.tell({ kind: 'word', word: isComing ? 'page.label-on-its-way' : 'page.nothing-to-scan' })
    }
    void act.call(() => client.training.scanLabel({ job: oldest.job }))
  }
  const samples = goods.data ?? []
  const byKey = samples
    .slice(0, NUMBERED_MAX)
    .map((sample, i) => [`Alt+Digit${i + 1}`, () => scanGoods(sample.bytes)] as const)
  useKeys({ ...Object.fromEntries(byKey), 'Alt+KeyL': scanLabel })
  return (
    <section className="practice" aria-label={t('practice.title')} data-testid="practice">
      <span className="practice-title" title={t('practice.hint')}>
        {t('practice.title')}
      </span>
      {isOpen && (
        <>
          <ActionButton
            look="primary"
            hint="Alt+L"
            isDisabled={printed.length === 0}
            onPress={scanLabel}
            testId="practice-scan-label"
          >
            {printed.length === 0 ? t('practice.scan-label-none') : t('practice.scan-label')}
            {printed.length > 1 && ` (${printed.length})`}
          </ActionButton>
          <ul className="practice-goods" aria-label={t('practice.goods')}>
            {samples.map((sample, i) => (
              <li key={`${sample.title}/${sample.note}`}>
                <ActionButton
                  hint={i < NUMBERED_MAX ? `Alt+${i + 1}` : undefined}
                  onPress={() => scanGoods(sample.bytes)}
                  testId={`practice-goods-${i + 1}`}
                >
                  <span className="practice-name">{language === 'en' ? sample.title : sample.titleZh}</span>
                  {sample.note && <small>{sample.note}</small>}
                </ActionButton>
              </li>
            ))}
          </ul>
        </>
      )}
      <ActionButton look="quiet" onPress={() => setOpen(!isOpen)} testId="practice-toggle">
        {isOpen ? t('practice.hide') : t('practice.show')}
      </ActionButton>
    </section>
  )
}
