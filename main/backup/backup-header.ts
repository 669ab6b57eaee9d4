import { z } from 'zod'
import { ATTACHMENTS_MAX } from '../inspection/attachments.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().min(0)

/**
 * Names of the files that a backup may hold, as they stand in a workspace folder. Nothing else is written by a restore.
 * The training ledger is part of a training workspace's pretend world; a real workspace has none. Of it is kept what nothing
 * else can say again: signed words on documents, shared counts of stations that are away, first checks, conflicts with other
 * logs. Left out: standing (follows from the log), mirrors (copies of others'), requests (a quarter of an hour), and the
 * memberships that it has taken: it pins the workspace's own one anew, with which a restore revokes the key before.
 */
export const backupFileNames = [
  'workspace.json',
  'membership.json',
  'trust.json',
  'rules.json',
  'serial-authority.statement',
  'vault.json',
  // Rows taken at this station stand nowhere else; those of the consortium come along, so that a restored station decides at once.
  'catalogue.sqlite',
  // Before the station's: what a webhook has taken is then never ahead of what there is to tell.
  'service.sqlite',
  'station.sqlite',
  'ledger/administrators.json',
  'ledger/keys.json',
  'ledger/checks.sqlite',
  'ledger/between.sqlite',
  'ledger/documents.sqlite',
  'ledger/workspace.sqlite',
  'ledger/inspections.sqlite',
  'ledger/service.sqlite',
  'ledger/witness.sqlite',
  'ledger/log.sqlite',
] as const
export type BackupFileName = (typeof backupFileNames)[number]

/** Without these a workspace does not open. */
export const neededFiles: readonly BackupFileName[] = [...backupFileNames.slice(0, 6), 'station.sqlite']

/** Reports and photographs of inspections, each under its hash; of one backup at most. */
export const ATTACHMENTS_FOLDER = 'attachments'
const attachmentName = /^attachments\/[0-9a-f]{64}$/
export const attachmentFile = (sha256: string): string => `${ATTACHMENTS_FOLDER}/${sha256}`
export const isAttachmentFile = (name: string): boolean => attachmentName.test(name)

/** `backup.json`: the first file in a backup, which says what the rest is (docs/formats/backup.md). */
export const backupHeader = z
  .strictObject({
    format: z.literal('bondmark/backup/1'),
    /** RFC 3339; when the statements below were all there were */
    madeAt: z.iso.datetime({ offset: true, precision: 3 }),
    training: z.boolean(),
    consortium: z.string().max(190),
    org: z.string().max(64),
    /** short name of the station */
    station: z.string().max(64),
    /** the key that the station signed with, and where its chain had come to; null when it had stated nothing */
    kid: hash,
    head: z.strictObject({ seq: z.int().min(1), id: hash }).nullable(),
    statements: count,
    receipts: count,
    /** version of the database's schema */
    schema: z.int().min(1),
    /** Reports and photographs of inspections that were taken and are in it, and those that were damaged or gone; absent where there are none. */
    attachments: z.strictObject({ held: count.max(ATTACHMENTS_MAX), missing: count }).optional(),
    files: z
      .array(
        z.strictObject({
          name: z.union([z.enum(backupFileNames), z.string().regex(attachmentName)]),
          bytes: count,
          sha256: hash,
        }),
      )
      .max(backupFileNames.length + ATTACHMENTS_MAX),
  })
  .refine(({ files }) => new Set(files.map(({ name }) => name)).size === files.length, 'a file twice')
  .refine(
    ({ files }) => neededFiles.every((needed) => files.some(({ name }) => name === needed)),
    'a file is missing',
  )
  .refine(
    ({ files }) => files.every(({ name, sha256 }) => !isAttachmentFile(name) || name.endsWith(sha256)),
    'an attachment is not under its hash',
  )
  .refine(
    ({ files, attachments }) =>
      files.filter(({ name }) => isAttachmentFile(name)).length === (attachments?.held ?? 0),
    'attachments are not as many as it says',
  )
export type BackupHeader = z.infer<typeof backupHeader>
export type BackupFile = BackupHeader['files'][number]

/** More than any header is: some 230 bytes for each attachment. */
export const HEADER_BYTES_MAX = 8 * 1024 * 1024
