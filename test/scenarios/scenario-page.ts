import { reasonSentence, type Verdict } from '../../core/decision/decision.ts'
import { demandSentence, demandsOfAll } from '../../core/decision/demand.ts'
import { diffRules } from '../../core/decision/diff-rules.ts'
import type { Conclusion } from '../../core/decision/history.ts'
import { ruleContents, ruleSentence } from '../../core/decision/rule-sentence.ts'
import { type Language, wordsFor } from '../../core/errors/words.ts'
import {
  type Scenario,
  scenarioBase,
  scenarioChapters,
  scenarioRules,
  type Told,
  tell,
} from './scenario-file.ts'

const say = {
  en: {
    title: 'The scenario book',
    intro: `What came, what was known, what the rules said, what must happen next: each case is decided by the program in its tests, and
this page is made from them (\`node test/scenarios/write-scenarios.ts\`; [中文](scenarios.zh-CN.md)). The cases stand in \`fixtures/scenarios\`.`,
    rules: 'The rules',
    rulesIntro:
      'Where a case says nothing else, these count. Of several rules for the same goods the most specific one does (`docs/formats/rules.md`).',
    came: 'What came',
    beside: 'and beside it',
    other: 'Other rules',
    known: 'What was known',
    said: 'What the rules said',
    next: 'What must happen next',
    nothing: 'nothing',
    units: (n: number) => `${n.toLocaleString('en')} units`,
    line: (l: string, category: string) => `line ${l}: ${category}`,
    lot: (l: string) => `lot ${l}`,
    notice: (a: string) => `notice ${a}`,
    mode: (m: string) => `supervision mode ${m}`,
    container: (c: string) => `container ${c}`,
    colon: ': ',
    day: (d: string) => `on ${d}`,
    report: (id: string, until: string | null) =>
      `report ${id} ${until ? `until ${until}` : 'without a last day'}`,
    onFile: (m: string, c: string, r: string, e: string) =>
      `Factory report ${r} of ${m} for ${c}, until ${e}.`,
    figures: (l: string, s: number, r: number, c: number) =>
      `Of batch ${l}, ${s} units were sold, ${r} refunded, ${c} complained of.`,
    severity: (s: string, r: string, d: boolean) =>
      `Under rule ${r} inspection is ${d ? 'discontinued' : s}.`,
    concluded: (k: string, w: string, o: string, on: string, id: string) =>
      `${k} of ${w}: ${o} on ${on} (${id}).`,
    conditions: (c: string) => ` Conditions: ${c}.`,
    until: (u: string) => ` It counts until ${u}.`,
    ratio: (r: number) => ` The refund ratio was ${r} then.`,
    plan: (r: number) => `the plan admits to a refund ratio of ${r}`,
    none: 'no container',
    outcome: {
      conformant: 'conformant',
      conditional: 'accepted under conditions',
      'non-conformant': 'did not conform',
    },
    verdict: {
      exempt: 'Nothing: the goods need no tracing.',
      whitelisted: 'Nothing: the goods pass without a label.',
      label: 'Each unit is labeled.',
      hold: 'The goods stay on hold until a repeated test conforms, the plan or the rules are corrected, or a supervisor overrides.',
      refuse: 'The goods are refused.',
    } satisfies Record<Verdict, string>,
  },
  'zh-CN': {
    title: '情景手册',
    intro: `到了什么货、已知什么、规则怎么说、下一步做什么：每个案例均由程序在测试中实际判定，本页由此生成
（\`node test/scenarios/write-scenarios.ts\`；[English](scenarios.md)）。案例位于 \`fixtures/scenarios\`。`,
    rules: '规则',
    rulesIntro:
      '案例未另作说明时适用以下规则。多条规则适用于同一货物时，以最具体的一条为准（`docs/formats/rules.md`）。',
    came: '到货',
    beside: '同一入库计划还有',
    other: '其他规则',
    known: '已知情况',
    said: '规则判定',
    next: '下一步',
    nothing: '无',
    units: (n: number) => `${n} 件`,
    line: (l: string, category: string) => `第 ${l} 行：${category}`,
    lot: (l: string) => `批次 ${l}`,
    notice: (a: string) => `入库计划 ${a}`,
    mode: (m: string) => `监管方式 ${m}`,
    container: (c: string) => `集装箱 ${c}`,
    colon: '：',
    day: (d: string) => `日期 ${d}`,
    report: (id: string, until: string | null) =>
      `报告 ${id}${until ? `，有效至 ${until}` : '，未注明有效期'}`,
    onFile: (m: string, c: string, r: string, e: string) => `${m} 关于 ${c} 的工厂报告 ${r}，有效至 ${e}。`,
    figures: (l: string, s: number, r: number, c: number) =>
      `批次 ${l} 售出 ${s} 件，退款 ${r} 件，投诉 ${c} 起。`,
    severity: (s: string, r: string, d: boolean) => `规则 ${r} 下的检验${d ? '已暂停' : `宽严度：${s}`}。`,
    concluded: (k: string, w: string, o: string, on: string, id: string) =>
      `${k}（${w}）：${on} ${o}（${id}）。`,
    conditions: (c: string) => `条件：${c}。`,
    until: (u: string) => `有效至 ${u}。`,
    ratio: (r: number) => `当时退款率为 ${r}。`,
    plan: (r: number) => `入库计划注明退款率 ${r}`,
    none: '无集装箱',
    outcome: { conformant: '合格', conditional: '附条件通过', 'non-conformant': '不合格' },
    verdict: {
      exempt: '无：货物无需追溯。',
      whitelisted: '无：货物免标放行。',
      label: '逐件贴标。',
      hold: '货物保持暂扣，直至重新检验合格、计划或规则得到更正，或经主管特批。',
      refuse: '拒收货物。',
    } satisfies Record<Verdict, string>,
  },
} as const

/** The scenario book as a page of Markdown, generated from the cases and from what the program decides on them. */
export function scenarioPage(language: Language): string {
  const t = say[language]
  const contents = ruleContents(scenarioRules, language).flatMap(({ title, rules }) => [
    `- **${title}**${rules.length === 0 ? `${t.colon}${t.nothing}` : ''}`,
    ...rules.map(({ sentence, id }) => `  - ${sentence} \`${id}\``),
  ])
  const chapters = scenarioChapters.flatMap(({ title, scenarios }, n) => [
    `## ${n + 1}. ${language === 'en' ? title.en : title.zh}`,
    '',
    ...scenarios.flatMap((one, m) => scenarioLines(one, `${n + 1}.${m + 1}`, language)),
  ])
  const head = [`# ${t.title}`, '', t.intro, '', `## ${t.rules}`, '', t.rulesIntro, '', ...contents, '']
  return `${[...head, ...chapters].join('\n').trimEnd()}\n`
}

function scenarioLines(of: Scenario, number: string, language: Language): string[] {
  const t = say[language]
  const told = tell(of)
  const [line, ...beside] = told.asn.lines
  const known = knownLines(told, language)
  const rules = of.rules ? ruleChanges(told, language) : []
  const next = demandsOfAll(told.decisions).map((one) => wordsFor(demandSentence(one), language))
  return [
    `### ${number} ${language === 'en' ? of.title.en : of.title.zh}`,
    '',
    `\`${of.name}\` → **${told.made.decision}**`,
    '',
    `- ${t.came}${t.colon}${line ? lineWords(line, told, language) : ''}`,
    ...beside.map((one) => `  - ${t.beside}${t.colon}${lineWords(one, told, language)}`),
    ...(rules.length > 0 ? [`- ${t.other}${t.colon.trim()}`, ...rules.map((text) => `  - ${text}`)] : []),
    ...(known.length > 0 ? [`- ${t.known}${t.colon.trim()}`, ...known.map((text) => `  - ${text}`)] : []),
    `- ${t.said}${t.colon.trim()}`,
    ...told.made.reasons.map(
      (reason) => `  - ${wordsFor(reasonSentence(reason), language)} \`${reason.said}\``,
    ),
    `- ${t.next}${t.colon.trim()}`,
    ...(next.length > 0 ? next : [t.verdict[told.made.decision]]).map((text) => `  - ${text}`),
    '',
  ]
}

function lineWords(line: Told['asn']['lines'][number], { asn, day }: Told, language: Language): string {
  const t = say[language]
  const differs = (['brand', 'manufacturer', 'gtin', 'origin'] as const).flatMap((field) =>
    line[field] === scenarioBase.line[field] ? [] : [line[field]],
  )
  const parts = [
    t.line(line.line, line.category),
    ...differs,
    t.lot(line.lot),
    t.units(line.quantity),
    ...(line.reportId === null ? [] : [t.report(line.reportId, line.reportExpires)]),
    ...(line.refundRatio === null ? [] : [t.plan(line.refundRatio)]),
    t.notice(asn.asn),
    t.mode(asn.supervisionMode),
    asn.container === null ? t.none : t.container(asn.container),
    t.day(day),
  ]
  return parts.join(language === 'en' ? ', ' : '，')
}

function knownLines({ history }: Told, language: Language): string[] {
  const t = say[language]
  const conclusion = (one: Conclusion) =>
    [
      t.concluded(
        wordsFor({ code: `kind-${one.kind}`, detail: {} }, language),
        Object.values(one.subject).join(', '),
        t.outcome[one.outcome],
        one.on,
        one.id,
      ),
      one.conditions === '' ? '' : t.conditions(one.conditions),
      one.until === null ? '' : t.until(one.until),
      one.refundRatio === null ? '' : t.ratio(one.refundRatio),
    ].join('')
  return [
    ...history.factoryReports.map((r) => t.onFile(r.manufacturer, r.category, r.report, r.expires)),
    ...history.figures.map((f) => t.figures(f.lot, f.sold, f.refunded, f.complaints)),
    ...history.severities.map((s) => t.severity(s.severity, s.rule, s.discontinued)),
    ...[...history.supervisions, ...history.inspections].map(conclusion),
  ]
}

/** The rules of the case that the book's own do not have. */
function ruleChanges({ rules }: Told, language: Language): string[] {
  return diffRules(scenarioRules, rules).rules.flatMap((one) =>
    one.change === 'removed' ? [] : [`${ruleSentence(one.rule, language)} \`${one.rule.id}\``],
  )
}
