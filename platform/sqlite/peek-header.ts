import { PageFile } from './page-file.ts'

const MAGIC = 'SQLite format 3\0'

/** What a SQLite file says of itself in its first page. */
export interface DatabaseHeader {
  /** whose file it is; 0 when nobody has said */
  readonly applicationId: number
  /** version of its schema */
  readonly userVersion: number
}

/**
 * Reads a database's header, as its WAL has left it, without SQLite: a connection, also one that only reads, makes files
 * beside a database in WAL mode, and what is not ours to open is to be left as it is. Null for what has no such header.
 * (sqlite.org/fileformat2.html, "The Database Header")
 */
export function peekHeader(path: string): DatabaseHeader | null {
  const file = new PageFile(path)
  try {
    const page = file.page(1)
    if (page.length < 100 || page.toString('latin1', 0, 16) !== MAGIC) return null
    return { applicationId: page.readInt32BE(68), userVersion: page.readInt32BE(60) }
  } finally {
    file.close()
  }
}
