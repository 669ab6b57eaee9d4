import { isAbsolute, resolve } from 'node:path'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { type Language, wordsFor } from '../../core/errors/words.ts'
import { asFileFailure } from './file-failure.ts'

/** The language of the person at the terminal, from the usual variables. */
export function terminalLanguage(env: NodeJS.ProcessEnv = process.env): Language {
  const locale = env.BONDMARK_LANGUAGE ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? ''
  return /^zh/i.test(locale) ? 'zh-CN' : 'en'
}

/** A path as the person meant it: npm changes the folder, and says in INIT_CWD where they stood. */
export function personPath(path: string): string {
  if (path.trim() === '') throw new BondmarkError('path-empty', {})
  return isAbsolute(path) ? path : resolve(process.env.INIT_CWD ?? process.cwd(), path)
}

export const sentence = (failure: Failure): string => wordsFor(failure, terminalLanguage())

/** Words for people go to standard error, so that standard output holds answers only. */
export const tell = (failure: Failure): void => {
  process.stderr.write(`${sentence(failure)}\n`)
}

let reader = true

/** Whether somebody still reads standard output: `… | head` stops when it has enough. */
export const isRead = (): boolean => reader

/** A reader who goes away ends no work and is no crash: what is still answered is lost to it, and nothing else is. */
export function outliveReaders(): void {
  const unlessGone = (error: NodeJS.ErrnoException) => {
    if (!['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'].includes(error.code ?? '')) throw error
  }
  process.stderr.on('error', unlessGone)
  process.stdout.on('error', (error) => {
    unlessGone(error)
    reader = false
  })
}

/** An answer for a program: one line of JSON. */
export const answer = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** Progress on a terminal, one line that is written over; silence in a pipe. */
export function progressLine(): { show(text: string): void; end(): void } {
  if (!process.stderr.isTTY) return { show: () => {}, end: () => {} }
  let lastAtMs = 0
  return {
    show(text) {
      const nowMs = performance.now()
      if (nowMs - lastAtMs < 80) return
      lastAtMs = nowMs
      process.stderr.write(`\r\x1b[2K${text}`)
    },
    end: () => process.stderr.write('\r\x1b[2K'),
  }
}

/** Exit codes (FORMATS, "Answers of the command line"). */
export const EXIT = { done: 0, left: 1, wrongUse: 2 } as const

/** What an error means for the caller: an expected one is told in words; null for a bug. */
export const asFailure = (error: unknown): Failure | null =>
  error instanceof BondmarkError ? error.toFailure() : asFileFailure(error)
