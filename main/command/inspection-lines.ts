import type { InspectionAnswer } from '../../core/contract/inspections.ts'

/** What a task asks for, a line each: what it is about, how many units the plan takes of it, and which ones. */
export function taskLines({ task }: Pick<InspectionAnswer, 'task'>): string[] {
  const { subject, lines, sampling, draw } = task
  const said = [
    Object.entries(subject)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    `line ${lines.map(({ line, lot }) => `${line} (${lot})`).join(', ')}`,
  ]
  if (sampling) {
    const { level, aql, severity, lotSize, letter, n, ac, re } = sampling
    said.push(`${letter} (${level}, AQL ${aql}, ${severity}): ${n} / ${lotSize}, Ac ${ac}, Re ${re}`)
  }
  for (const { case: number, sscc, units } of draw?.take ?? [])
    said.push(`case ${number}${sscc === null ? '' : ` (${sscc})`}: unit ${units.join(', ')}`)
  return said
}
