import Sqlite from 'better-sqlite3'
import { workspaceFiles } from '../../main/workspace/workspace.ts'

/** Tables to which rows are only ever added: what was decided, by whom, and what other systems are told. */
const tables = [
  'plan',
  'plan_line',
  'rule_draft',
  'rule_statement',
  'rule_in_force',
  'inspection_task',
  'inspection_move',
  'inspection_result',
  'inspection_conclusion',
  'inspection_switching',
  'asn_release',
  'release_word',
  'outgoing_message',
] as const

export type DecisionFacts = Readonly<Record<(typeof tables)[number], number>>

/** How many rows of each stand in a workspace. */
export function decisionFacts(folder: string): DecisionFacts {
  const db = new Sqlite(workspaceFiles(folder).database)
  try {
    const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number
    return Object.fromEntries(tables.map((table) => [table, count(table)])) as DecisionFacts
  } finally {
    db.close()
  }
}
