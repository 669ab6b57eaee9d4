import { useAct } from '../connection/use-act.ts'
import type { Word } from '../words/i18n.ts'

/** The most that is read of a file, and the word that says so: `limit` in the unit that the word names. */
export interface FileBound {
  readonly bytes: number
  readonly limit: number
  readonly word: Word
}

/** A file that somebody has chosen, whole. */
export interface BroughtFile {
  readonly fileName: string
  readonly bytes: Uint8Array
}

/** What to do when a file was chosen: one that is too large is told of, any other is read and taken. */
export function useBroughtFile(bound: FileBound, take: (file: BroughtFile) => Promise<unknown>) {
  const { tell } = useAct()
  const bring = async (file: File | undefined) => {
    if (!file) return
    if (file.size > bound.bytes) return tell({ kind: 'word', word: bound.word, fill: { limit: bound.limit } })
    await take({ fileName: file.name.slice(-255), bytes: new Uint8Array(await file.arrayBuffer()) })
  }
  return (files: FileList | null) => void bring(files?.[0])
}
