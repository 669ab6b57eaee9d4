import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export interface StatementRow {
  readonly id: string
  readonly bytes: Buffer
  readonly contentType: string
}

/** A folder for one test file's workspaces. */
export const makeScratch = (): string => mkdtempSync(join(tmpdir(), 'bondmark-shift-'))

/**
 * What SQL says of a workspace as it lies there. Works on a copy of the file and its WAL, so that looking changes
 * nothing, not even after a kill.
 */
export function look<Row>(workspace: string, sql: string): Row[] {
  const scratch = makeScratch()
  const copy = join(scratch, 'copy.sqlite')
  try {
    copyFileSync(join(workspace, 'station.sqlite'), copy)
    const wal = join(workspace, 'station.sqlite-wal')
    if (existsSync(wal)) copyFileSync(wal, `${copy}-wal`)
    const db = new Database(copy)
    try {
      return db.prepare<[], Row>(sql).all()
    } finally {
      db.close()
    }
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

export const statementsOf = (workspace: string): StatementRow[] =>
  look(workspace, 'SELECT lower(hex(id)) AS id, bytes, content_type AS contentType FROM statement ORDER BY n')

export const receiptsOf = (workspace: string): { id: string; bytes: Buffer; proof: string }[] =>
  look(
    workspace,
    'SELECT lower(hex(id)) AS id, bytes, proof FROM receipt JOIN statement ON receipt.statement = statement.n ORDER BY n',
  )

/** How often the station answered a scanner with a DUPLICATE, a STOP, or that it could not read the scan. */
export function answersToScanners(workspace: string): {
  duplicates: number
  stops: number
  refused: number
} {
  const [counts] = look<{ duplicates: number; stops: number; refused: number }>(
    workspace,
    `SELECT count(*) FILTER (WHERE kind = 'duplicate') AS duplicates, count(*) FILTER (WHERE kind = 'stop') AS stops,
       count(*) FILTER (WHERE kind = 'note' AND sentence -> 'code' <> '"lot-needed"') AS refused
     FROM scan WHERE device <> 'keys'`,
  )
  return counts ?? { duplicates: -1, stops: -1, refused: -1 }
}

/** A label that came out of the simulated printer whole. */
export interface PrintedFile {
  readonly name: string
  /** Serial or SSCC, as printed. */
  readonly serial: string
  /** null on a case's label */
  readonly pin: string | null
}

/** The whole jobs in a simulated printer's folder, by what is drawn on them. */
export function printedFiles(folder: string): PrintedFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.zpl'))
    .map((name) => {
      const zpl = readFileSync(join(folder, name), 'latin1')
      const serial = /\^FD(B7Q[0-9A-Z]{12}|\d{18})\^FS/.exec(zpl)?.[1]
      if (serial === undefined) throw new Error(`${name} shows neither a serial nor an SSCC`)
      return { name, serial, pin: /\^FD([0-9A-Z]{5}-[0-9A-Z]{5})\^FS/.exec(zpl)?.[1] ?? null }
    })
}

/** Every file below a folder, `printer` folders left out. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (!statSync(path).isDirectory()) return [path]
    return name === 'printer' ? [] : filesBelow(path)
  })
}

/** Processes whose command line names this folder. */
export function processesOf(folder: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return command.includes(folder) ? [{ pid: Number(name), command }] : []
      } catch {
        return []
      }
    })
}
