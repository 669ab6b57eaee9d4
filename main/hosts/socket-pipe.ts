import type { WebSocket } from 'ws'
import type { RpcPipe } from './rpc-pipe.ts'

/** WebSocket close code: the message broke the rules of this endpoint (RFC 6455 §7.4.1). */
const POLICY_VIOLATION = 1008

const PING_EVERY_MS = 15_000

/** A WebSocket as a pipe. A far end that answers no ping for 15 to 30 seconds is gone and is cut off. */
export function socketPipe(socket: WebSocket): RpcPipe {
  let answered = true
  const pinging = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, PING_EVERY_MS)
  pinging.unref()
  socket.on('pong', () => {
    answered = true
  })
  socket.on('close', () => clearInterval(pinging))
  // The socket closes after an error (too large, not UTF-8, reset): closing is what is listened for.
  socket.on('error', () => {})
  return {
    // A socket that fails while sending closes, and the close ends what was being sent.
    send: (message) => new Promise((resolve) => socket.send(message, () => resolve())),
    onMessage: (listener) =>
      socket.on('message', (data, isBinary) => listener(isBinary ? null : data.toString())),
    onClose: (listener) => socket.on('close', listener),
    refuse: () => socket.close(POLICY_VIOLATION, 'not a message of the station'),
  }
}
