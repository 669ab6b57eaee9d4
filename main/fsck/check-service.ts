import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { decisionsAnswer, problem } from '../../core/contract/decision-service.ts'
import type { Code } from '../../core/errors/codes.ts'
import { readCursor } from '../../core/service/cursor.ts'
import { scopes } from '../../core/service/scopes.ts'

interface KeyRow {
  readonly n: number
  readonly name: string
  readonly scopes: string
  readonly madeAt: string
  readonly endsAt: string | null
  readonly revokedAt: string | null
  readonly usedAt: string | null
}
interface AnswerRow {
  readonly caller: string
  readonly status: number | null
  readonly language: string | null
  readonly body: Buffer | null
}
interface HookRow {
  readonly n: number
  readonly url: string
  readonly secret: string
  readonly madeAt: string
  readonly taken: string
  readonly failures: number
  readonly failingSince: string | null
}

const known: ReadonlySet<string> = new Set(scopes)
const isTime = (text: string | null): boolean => text === null || !Number.isNaN(Date.parse(text))
const isName = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)

/**
 * What a decision service keeps: keys without gaps and in their form, answers that a caller may be given again, webhooks, uses. The hash of
 * a key and the secret of a hook are told by nobody else: only their form can be judged. Nothing, where no service ever was.
 */
export function checkService(file: string, report: (code: Code, where: string) => void): void {
  if (!existsSync(file)) return
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
  const differs = (where: string) => report('service-store-differs', where)
  try {
    db.pragma('trusted_schema = OFF')
    const said = db.pragma('integrity_check(20)') as { integrity_check: string }[]
    for (const { integrity_check: line } of said) if (line !== 'ok') differs(line)
    checkKeys(db, differs)
    checkAnswers(db, differs)
    checkHooks(db, differs)
    checkUses(db, differs)
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    differs(error.code)
  } finally {
    db.close()
  }
}

type Differs = (where: string) => void

function checkKeys(db: Database.Database, differs: Differs): void {
  const rows = db.prepare<[], KeyRow>(
    'SELECT n, name, scopes, made_at AS madeAt, ends_at AS endsAt, revoked_at AS revokedAt, used_at AS usedAt FROM api_key ORDER BY n',
  )
  let before = 0
  for (const key of rows.iterate()) {
    const of = key.scopes.split(',')
    const isGood =
      key.n === before + 1 &&
      isName(key.name) &&
      of.every((scope) => known.has(scope)) &&
      new Set(of).size === of.length &&
      [key.madeAt, key.endsAt, key.revokedAt, key.usedAt].every(isTime)
    if (!isGood) differs(`key ${key.n}`)
    before = key.n
  }
}

function checkAnswers(db: Database.Database, differs: Differs): void {
  const rows = db.prepare<[], AnswerRow>('SELECT caller, status, language, body FROM kept_answer')
  for (const { caller, status, language, body } of rows.iterate()) {
    if (status === null) continue
    const schema = status === 200 ? decisionsAnswer : problem
    const isGood =
      isName(caller) && (language === 'en' || language === 'zh-CN') && schema.safeParse(parsed(body)).success
    if (!isGood) differs(`answer kept for ${caller.slice(0, 64)}`)
  }
}

function parsed(body: Buffer | null): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '')
  } catch {
    return null
  }
}

function checkHooks(db: Database.Database, differs: Differs): void {
  const rows = db.prepare<[], HookRow>(
    'SELECT n, url, secret, made_at AS madeAt, taken, failures, failing_since AS failingSince FROM webhook ORDER BY n',
  )
  let before = 0
  for (const hook of rows.iterate()) {
    const protocol = URL.parse(hook.url)?.protocol
    const isGood =
      hook.n === before + 1 &&
      (protocol === 'https:' || protocol === 'http:') &&
      /^[\x21-\x7e]{16,200}$/.test(hook.secret) &&
      readCursor(hook.taken) !== null &&
      isTime(hook.madeAt) &&
      (hook.failures === 0) === (hook.failingSince === null)
    if (!isGood) differs(`webhook ${hook.n}`)
    before = hook.n
  }
}

function checkUses(db: Database.Database, differs: Differs): void {
  const rows = db.prepare<[], { day: string; caller: string; status: number }>(
    'SELECT day, caller, status FROM use',
  )
  for (const { day, caller, status } of rows.iterate()) {
    const isGood =
      /^\d{4}-\d{2}-\d{2}$/.test(day) && (caller === '-' || isName(caller)) && status >= 200 && status < 600
    if (!isGood) differs(`use of ${day.slice(0, 10)}`)
  }
}
