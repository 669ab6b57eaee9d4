import { existsSync } from 'node:fs'
import { type MemberHistory, newestOf } from '../../../core/membership/member-history.ts'
import { readMembershipFile, writeMembershipFile } from '../../../core/membership/membership-file.ts'
import { openCatalogueToRead } from '../../../platform/catalogue/open-catalogue-reader.ts'
import { publisherFile } from '../../../platform/catalogue/publisher-file.ts'
import { openCatalogueFile } from '../catalogue-file.ts'

/** The memberships of a publisher that lie in its file, oldest first; nothing of them is verified. Throws `database-…`. */
export function listsIn(
  catalogue: string,
  publisher: string,
): { readonly head: string; readonly statements: readonly Uint8Array[] }[] {
  const file = publisherFile(catalogue, publisher)
  const db = existsSync(file) ? openCatalogueToRead(file) : null
  try {
    const rows = db?.prepare<[], { head: string; json: string }>(
      'SELECT head, json FROM membership ORDER BY n',
    )
    return (rows?.all() ?? []).map(({ head, json }) => ({ head, statements: readMembershipFile(json) }))
  } finally {
    db?.close()
  }
}

/** Keeps what a history has that is not there yet. Throws `database-…`, `disk-full`. */
export function keepLists(catalogue: string, history: MemberHistory, t: string): void {
  const db = openCatalogueFile(publisherFile(catalogue, newestOf(history).payload.org))
  try {
    const add = db.prepare('INSERT OR IGNORE INTO membership (head, json, t) VALUES (?, ?, ?)')
    db.transaction(() => {
      for (const { membership } of history.versions)
        add.run(membership.head, writeMembershipFile(membership.statements), t)
    }).immediate()
  } finally {
    db.close()
  }
}
