import type { DecisionsAnswer } from '../contract/decision-service.ts'
import { decide } from '../decision/decide.ts'
import { type Decision, decisionHash, reasonSentence } from '../decision/decision.ts'
import { demandsOf } from '../decision/demand.ts'
import type { DecisionHistory } from '../decision/history.ts'
import { labelsAsked } from '../decision/labels-asked.ts'
import { lotSizeOf, type Question } from '../decision/question.ts'
import { type Language, wordsFor } from '../errors/words.ts'
import type { Asn, PlanLine } from '../plan/asn.ts'

/** What lines are decided by; the history is asked for line by line. */
export interface DecidedBy extends Pick<Question, 'ruleSet' | 'ruleSetHash' | 'at'> {
  readonly historyOf: (asn: Asn, line: PlanLine) => DecisionHistory
}

type Answered = DecisionsAnswer['lines'][number]

/** Decides lines and says what follows from it, in words of one language. Pure: the same question has the same answer. */
export function answerLines(plans: readonly Asn[], by: DecidedBy, language: Language): DecisionsAnswer {
  const { historyOf, ...rules } = by
  const lines = plans.flatMap((asn) =>
    asn.lines.map((line) => {
      const made = decide({
        ...rules,
        asn,
        line,
        lotSize: lotSizeOf(asn, line),
        history: historyOf(asn, line),
      })
      return answerOf(made, language)
    }),
  )
  return { format: 'bondmark/decisions/1', at: by.at, ruleSet: by.ruleSetHash, lines }
}

function answerOf(made: Decision, language: Language): Answered {
  return {
    ...made,
    reasons: [...made.reasons],
    decisionHash: decisionHash(made),
    ...needsOf(made),
    demands: demandsOf(made),
    words: made.reasons.map((reason) => wordsFor(reasonSentence(reason), language)),
  }
}

type Needs = Pick<
  Answered,
  'needsTracing' | 'needsLabels' | 'labelTemplate' | 'labelsPerUnit' | 'labelsPerCase'
>

const none = { labelTemplate: null, labelsPerUnit: 0, labelsPerCase: 0 }

/** What a verdict means for whoever handles the goods. How goods on hold are labeled is open until they are decided again. */
function needsOf({ decision, reasons }: Decision): Needs {
  if (decision === 'refuse') return { needsTracing: null, needsLabels: null, ...none }
  if (decision === 'hold') return { needsTracing: true, needsLabels: null, ...none }
  if (decision !== 'label') return { needsTracing: false, needsLabels: false, ...none }
  const { template, perUnit, perCase } = labelsAsked({ reasons })
  return {
    needsTracing: true,
    needsLabels: true,
    labelTemplate: template || null,
    labelsPerUnit: perUnit,
    labelsPerCase: perCase,
  }
}
