import type { WebSocket } from 'ws'

/** What a session needs of a socket: whole messages in order, or its end. */
export interface SessionSocket {
  /** Text or binary, by its type. On a socket that is not open it goes nowhere. */
  send(data: string | Uint8Array): void
  /** Bytes that were sent and are not yet given to the network. */
  readonly bufferedAmount: number
  /** Ends politely, once everything that was sent is through. */
  close(): void
  /** Ends now. */
  terminate(): void
  onMessage(receive: (data: Uint8Array, isBinary: boolean) => void): void
  /** Called once when the socket has ended; at once for one that has ended already. */
  onClose(receive: (error?: Error) => void): void
  readonly isOpen: boolean
  /** What only the two ends of its TLS connection know; absent or null without one. */
  readonly channel?: string | null
}

/** A WebSocket as a session's socket. Its errors are heard from here on. */
export function webSocketSession(socket: WebSocket, channel: string | null = null): SessionSocket {
  let failure: Error | undefined
  socket.on('error', (error) => {
    failure ??= error
  })
  return {
    send: (data) => socket.send(data),
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    close: () => socket.close(1000),
    terminate: () => socket.terminate(),
    onMessage(receive) {
      // ws hands out Buffers, as `binaryType` is its default.
      socket.on('message', (data: Buffer, isBinary: boolean) => receive(data, isBinary))
    },
    onClose(receive) {
      if (socket.readyState === socket.CLOSED) receive(failure)
      else socket.once('close', () => receive(failure))
    },
    channel,
    get isOpen() {
      return socket.readyState === socket.OPEN
    },
  }
}
