/** What a transport must be for the station's calls to run over it. Messages are JSON texts, one call or answer each. */
export interface RpcPipe {
  /** Resolves when the far end can take more, so that a slow reader slows the view down and gets the newest. */
  send(message: string): Promise<void>
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  /** Ends the pipe because its far end does not keep to the protocol. */
  refuse(): void
}

const REQUEST = 1
const EVENT_ITERATOR = 3
const ABORT_SIGNAL = 4

/** Whether a text is a message of the RPC protocol in the shape that the station's page sends: nothing else is handed on. */
export function isRpcMessage(message: unknown): message is string {
  if (typeof message !== 'string') return false
  let value: unknown
  try {
    value = JSON.parse(message)
  } catch {
    return false
  }
  if (typeof value !== 'object' || value === null) return false
  const { i: id, t: type = REQUEST, p: payload } = value as { i?: unknown; t?: unknown; p?: unknown }
  if (typeof id !== 'string' || id.length > 32) return false
  if (type === ABORT_SIGNAL) return true
  if (typeof payload !== 'object' || payload === null) return false
  if (type === EVENT_ITERATOR) return true
  if (type !== REQUEST) return false
  const { u: url, m: method, h: headers } = payload as { u?: unknown; m?: unknown; h?: unknown }
  const isPath = typeof url === 'string' && url.length <= 256 && /^\/[A-Za-z0-9/]*$/.test(url)
  return isPath && method === undefined && headers === undefined
}
