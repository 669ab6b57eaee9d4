import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { type SharedFile, sharedFileBytes } from '../../../core/inspection/shared-task.ts'
import type { Logger } from '../../../platform/log/logger.ts'
import {
  ACTOR_DRAWN_BYTES,
  workspaceActor,
  workspaceDocumentName,
} from '../../documents/workspace-document.ts'
import type { WorkspaceParts } from './workspace-desk.ts'
import type { StoredGeneration, Warehouse } from './workspace-store.ts'

/** Tasks of which it is known by which document they came. */
const HOMES_MAX = 20_000

/**
 * What came with a document goes on: a task to where its agency asks for it, a result to where its station does. What agencies have
 * left for these tasks is put into the document, under the key of the log. What the shelf does not take stays in the document.
 */
export async function handOnInspections(
  parts: WorkspaceParts,
  generation: StoredGeneration,
  files: readonly SharedFile[],
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  const { shelf } = parts
  if (!shelf || files.length === 0) return
  for (const { kind, bytes, hash, taskHash } of files) {
    if (kind === 'task') remember(parts.homes, taskHash, generation)
    try {
      if (kind === 'task') shelf.takeTask(bytes)
      else shelf.takeResult(bytes)
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      logger.warn({ ...error.toFailure(), file: hash }, 'an inspection in a document is not handed on')
    }
  }
  const tasks = new Set(files.map(({ taskHash }) => taskHash))
  await placeResults(parts, generation, [...tasks], logger)
}

/** A result was handed in: where its task came by a document, it goes into the newest one of that warehouse. */
export async function resultCame(
  parts: WorkspaceParts,
  taskHash: string,
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  const home = parts.homes.get(taskHash)
  const newest = home && parts.store.newest(home)
  if (newest) await placeResults(parts, newest, [taskHash], logger)
}

function remember(homes: WorkspaceParts['homes'], taskHash: string, { org, warehouse }: Warehouse): void {
  homes.set(taskHash, { org, warehouse })
  const [oldest] = homes.keys()
  if (homes.size > HOMES_MAX && oldest !== undefined) homes.delete(oldest)
}

/** Puts what the shelf has for these tasks into the document. It can be fetched from the shelf as well: no room is no failure. */
export async function placeResults(
  { shelf, tasks, store, logKid, randomBytes }: WorkspaceParts,
  generation: StoredGeneration,
  taskHashes: readonly string[],
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  const results = taskHashes.flatMap((hash) => shelf?.resultsOf(hash) ?? [])
  if (results.length === 0) return
  const { org, warehouse, generation: number } = generation
  try {
    const change = await tasks.place({
      document: store.document(generation),
      actor: workspaceActor(
        workspaceDocumentName(org, warehouse, number),
        logKid,
        randomBytes(ACTOR_DRAWN_BYTES),
      ),
      kid: logKid,
      files: results.map((bytes) => sharedFileBytes(bytes, 'result')),
    })
    if (change) store.add(generation, logKid, [change])
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    logger.warn(error.toFailure(), 'results were not put into a document')
  }
}
