import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkRules, isSound } from '../../core/decision/check/check-rules.ts'
import { decision, sayings } from '../../core/decision/decision.ts'
import { demandsOfAll } from '../../core/decision/demand.ts'
import { scenarioChapters, scenarioRules, tell } from './scenario-file.ts'
import { scenarioPage } from './scenario-page.ts'
import { scenarioPages } from './scenario-pages.ts'

const scenarios = scenarioChapters.flatMap((chapter) => chapter.scenarios)

describe('the scenario book', () => {
  it.each(scenarios.map((one) => [one.name, one] as const))('decides %s as it says', (_, one) => {
    const { made, demands, rules } = tell(one)
    expect([made.decision, made.reasons.map(({ said }) => said)]).toEqual([
      one.expect.decision,
      one.expect.reasons,
    ])
    expect(demands.map(({ id: _id, ...rest }) => rest)).toEqual(one.expect.demands)
    expect(decision.parse(made)).toEqual(made)
    // Only the case on that very mistake has rules that would not be saved.
    expect(isSound(checkRules(rules))).toBe(one.name !== 'label-none')
  })

  it('names each case once, and goes by rules that are sound', () => {
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
    expect(checkRules(scenarioRules).map(({ code, place }) => [code, place])).toEqual([
      ['rule-label-count', '/labels/2/perUnit'],
    ])
  })

  it('has a case for everything that the rules can say', () => {
    const said = new Set(scenarios.flatMap((one) => tell(one).made.reasons.map((reason) => reason.said)))
    // What only rules without a plan, rules that tell of undated reports, and supervisors can say.
    const left = Object.keys(sayings).filter((saying) => !said.has(saying as keyof typeof sayings))
    expect(left).toEqual(['factory-report-undated-told', 'ingredients-no-plan', 'override-signed'])
  })

  it('has lines of one consignment share what is demanded of all of them', () => {
    const shared = scenarios.find(({ name }) => name === 'several-shared')
    expect(shared && demandsOfAll(tell(shared).decisions)).toHaveLength(1)
  })

  it.each(scenarioPages)('stands in the documentation as it is decided (%s)', (language, file) => {
    expect(readFileSync(file, 'utf8'), 'node test/scenarios/write-scenarios.ts writes it').toBe(
      scenarioPage(language),
    )
  })
})
