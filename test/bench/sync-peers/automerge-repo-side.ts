import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { importPeer } from './import-peer.ts'
import { endWithParent, readStatements, tell, told } from './side.ts'

// `automerge-repo-side.ts ROLE PACKAGES FOLDER FILE COUNT PER-CHANGE`: plain automerge-repo with its WebSocket and file adapters.

interface Content {
  statements: Record<string, Uint8Array>
}
interface Handle {
  readonly documentId: string
  isReady(): boolean
  doc(): Content | undefined
  change(by: (content: Content) => void): void
}
interface Repo {
  readonly networkSubsystem: { addNetworkAdapter(adapter: unknown): void }
  create(content: Content): Handle
  flush(ids?: readonly string[]): Promise<void>
  readonly handles: Record<string, Handle>
}
interface RepoModule {
  readonly Repo: new (options: Record<string, unknown>) => Repo
}
interface WebSocketModule {
  readonly WebSocketClientAdapter: new (url: string) => unknown
  readonly WebSocketServerAdapter: new (server: unknown) => unknown
}
interface StorageModule {
  readonly NodeFSStorageAdapter: new (folder: string) => unknown
}

const [, , role = '', packages = '', folder = '', file = '', count = '', perChange = ''] = process.argv
endWithParent()
const { Repo } = await importPeer<RepoModule>(packages, '@automerge/automerge-repo')
const { WebSocketClientAdapter, WebSocketServerAdapter } = await importPeer<WebSocketModule>(
  packages,
  '@automerge/automerge-repo-network-websocket',
)
const { NodeFSStorageAdapter } = await importPeer<StorageModule>(
  packages,
  '@automerge/automerge-repo-storage-nodefs',
)
const storage = new NodeFSStorageAdapter(folder)

async function receive(): Promise<void> {
  const http = createServer()
  const server = new WebSocketServer({ server: http })
  const repo = new Repo({
    storage,
    network: [new WebSocketServerAdapter(server)],
    peerId: 'receiver',
    sharePolicy: async () => false,
  })
  // It tells of no document that a peer has brought: looked for.
  const timer = setInterval(() => {
    const [handle] = Object.values(repo.handles)
    if (handle === undefined || !handle.isReady()) return
    const found = Object.keys(handle.doc()?.statements ?? {}).length
    if (found < Number(count)) return
    clearInterval(timer)
    // Written by its storage adapter, which does not call fsync.
    void repo.flush([handle.documentId]).then(() => tell({ type: 'done', at: Date.now(), count: found }))
  }, 5)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  tell({ type: 'ready', port: (http.address() as AddressInfo).port })
}

async function send(): Promise<void> {
  const statements = readStatements(file)
  const repo = new Repo({ storage, network: [], peerId: 'sender', sharePolicy: async () => true })
  const handle = repo.create({ statements: {} })
  for (let at = 0; at < statements.length; at += Number(perChange)) {
    handle.change((content) => {
      for (const { id, bytes } of statements.slice(at, at + Number(perChange))) content.statements[id] = bytes
    })
  }
  await repo.flush([handle.documentId])
  tell({ type: 'ready' })
  const { port } = await told()
  repo.networkSubsystem.addNetworkAdapter(new WebSocketClientAdapter(`ws://127.0.0.1:${port}`))
}

await (role === 'receive' ? receive() : send())
