import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { endWithParent, readStatements, tell, told } from './side.ts'

// `pouchdb-side.ts ROLE PACKAGES FOLDER FILE COUNT BATCH-SIZE`: PouchDB's own replication, into express-pouchdb.

interface Database {
  bulkDocs(docs: readonly object[]): Promise<unknown>
  info(): Promise<{ doc_count: number }>
  readonly replicate: { to(url: string, options: object): Promise<{ docs_written: number }> }
}
type PouchDb = (new (name: string) => Database) & { defaults(options: object): PouchDb }

const [, , role = '', packages = '', folder = '', file = '', , batchSize = ''] = process.argv
endWithParent()
const requirePeer = createRequire(join(packages, 'package.json'))
const PouchDB = (requirePeer('pouchdb') as PouchDb).defaults({ prefix: `${folder}/` })

async function receive(): Promise<void> {
  const express = requirePeer('express') as () => ((...args: never[]) => void) & { use(part: unknown): void }
  const expressPouchDb = requirePeer('express-pouchdb') as (db: PouchDb, options: object) => unknown
  const app = express()
  app.use(
    expressPouchDb(PouchDB, {
      mode: 'minimumForPouchDB',
      logPath: join(folder, 'log.txt'),
      configPath: join(folder, 'config.json'),
    }),
  )
  const http = createServer(app as never)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  tell({ type: 'ready', port: (http.address() as AddressInfo).port })
}

async function send(): Promise<void> {
  const statements = readStatements(file)
  const local = new PouchDB('sender')
  // JSON has no bytes.
  await local.bulkDocs(
    statements.map(({ id, bytes }) => ({ _id: id, bytes: Buffer.from(bytes).toString('base64') })),
  )
  tell({ type: 'ready' })
  const { port } = await told()
  const options = batchSize === 'default' ? {} : { batch_size: Number(batchSize) }
  const url = `http://127.0.0.1:${port}/batch`
  // Written into LevelDB by the receiver, not asked to be synchronous.
  const { docs_written } = await local.replicate.to(url, options)
  tell({ type: 'done', at: Date.now(), count: docs_written })
}

await (role === 'receive' ? receive() : send())
