import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { tellProcess } from '../../platform/processes/channel.ts'
import type { SalvageReport } from '../salvage/salvage-report.ts'

/** What a parent asks of the child. */
export type ToDamageChild =
  | { readonly type: 'check'; readonly file: string }
  | { readonly type: 'salvage'; readonly workspace: string }

/** What the child answers, once. */
export type FromDamageChild =
  | { readonly type: 'checked'; readonly failure: Failure | null }
  | { readonly type: 'salvaged'; readonly report: SalvageReport }
  | { readonly type: 'failure'; readonly failure: Failure }

export interface Asked<T> {
  readonly answer: Promise<T>
  /** Ends it before it has answered; the answer then never comes. */
  cancel(): void
}

/** Has the whole database looked at in a process of its own: null when SQLite finds nothing wrong. */
export const checkInProcess = (file: string): Asked<Failure | null> =>
  ask({ type: 'check', file }, (said) => {
    if (said.type === 'checked') return said.failure
    throw new TypeError(`not an answer to a check: ${said.type}`)
  })

/** Makes the report of what a damaged workspace still proves. Throws what `salvageWorkspace` throws. */
export const salvageInProcess = (workspace: string): Asked<SalvageReport> =>
  ask({ type: 'salvage', workspace }, (said) => {
    if (said.type === 'salvaged') return said.report
    if (said.type === 'failure') throw new BondmarkError(said.failure.code, said.failure.detail)
    throw new TypeError(`not an answer to a salvage: ${said.type}`)
  })

function ask<T>(task: ToDamageChild, read: (said: FromDamageChild) => T): Asked<T> {
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let isCancelled = false
  const answer = new Promise<T>((resolve, reject) => {
    child.once('message', (said: FromDamageChild) => {
      try {
        resolve(read(said))
      } catch (error) {
        reject(error)
      }
    })
    const ended = (reason: string) => {
      if (!isCancelled) reject(new BondmarkError('damage-process-ended', { reason }))
    }
    child.once('error', (error) => ended(error.message))
    child.once('exit', (code, by) => ended(by ?? `exit ${code}`))
  })
  tellProcess(child, task)
  // It must not keep a station alive that wants to end.
  child.unref()
  child.channel?.unref()
  return {
    answer,
    cancel: () => {
      isCancelled = true
      child.kill('SIGKILL')
    },
  }
}
