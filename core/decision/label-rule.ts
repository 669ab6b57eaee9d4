import type { Asked } from './asked.ts'
import type { Finding } from './finding.ts'

/** Labels for goods that nothing holds: which template, how many a unit and a case. Goods without one are held. */
export function judgeLabel({ line, ordered, goods }: Asked): Finding {
  const rule = ordered.labels.mostSpecific(goods)
  if (!rule) return { said: 'label-none', saw: { category: line.category }, verdict: 'hold' }
  const { template, perUnit, perCase } = rule
  const saw = { template, perUnit, perCase, entry: rule.id }
  return perUnit === 1 && perCase === 0
    ? { said: 'label-each-unit', saw, verdict: 'label' }
    : { said: 'label-several', saw, verdict: 'label' }
}
