import type { Problem } from '../connection/problem.ts'
import { useWords } from '../words/use-words.ts'

/** A problem in the language of the moment. */
export const ProblemText = ({ problem }: { problem: Problem }) => {
  const { t, say } = useWords()
  return <>{problem.kind === 'failure' ? say(problem.failure) : t(problem.word, problem.fill)}</>
}
