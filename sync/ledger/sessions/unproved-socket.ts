import type { Duplex } from 'node:stream'

/** A hello and a proof take under 1 KiB. */
const UNPROVED_BYTES_MAX = 8 * 1024
const UNPROVED_MS_MAX = 10_000

/**
 * Bounds what a stranger can cost: until the returned function is called, `socket` may bring 8 KiB and take ten
 * seconds, and is destroyed beyond either. Counted below the WebSocket, which gathers a whole message before it shows
 * it to anyone.
 */
export function boundUntilProved(socket: Duplex): () => void {
  let received = 0
  const count = (chunk: Buffer) => {
    received += chunk.length
    if (received > UNPROVED_BYTES_MAX) socket.destroy()
  }
  const timer = setTimeout(() => socket.destroy(), UNPROVED_MS_MAX)
  const lift = () => {
    clearTimeout(timer)
    socket.off('data', count)
  }
  socket.on('data', count)
  socket.once('close', lift)
  return lift
}
