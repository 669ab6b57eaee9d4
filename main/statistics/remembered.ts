/** Answers to the same question are asked for again and again; so many are kept, then all are forgotten. */
const REMEMBERED_MAX = 20_000

/** Answers by what was asked. */
export class Remembered<T> {
  readonly #answers = new Map<string, T>()

  get(question: readonly (string | null)[], find: () => T): T {
    const key = JSON.stringify(question)
    const known = this.#answers.get(key)
    // An answer may be null; nothing is undefined.
    if (known !== undefined) return known
    const answer = find()
    if (this.#answers.size >= REMEMBERED_MAX) this.#answers.clear()
    this.#answers.set(key, answer)
    return answer
  }
}
