const named = /^\s*bondmark job (\S{1,64})\s*$/

/** The name that a document's comments give it; empty when they give none. */
export function jobNameIn(comments: readonly string[]): string {
  for (const comment of comments) {
    const name = named.exec(comment)?.[1]
    if (name !== undefined) return name
  }
  return ''
}
