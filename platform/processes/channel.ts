/** One end of the channel between a program and the one that forked it: `process`, or a child. */
interface ChannelEnd {
  readonly connected: boolean
  send?(message: never, handle: undefined, options: undefined, sent: (error: Error | null) => void): boolean
}

/**
 * Tells the other end of a channel. Either process may be killed at any moment, also while it is written to: a message to
 * one that is gone is lost, and what follows from its end follows from `disconnect` or `exit`. Without the callback Node
 * would raise the write's EPIPE as an `error` that nobody expects. Throws what can't be sent at all.
 */
export function tellProcess(end: ChannelEnd, message: unknown, then: () => void = () => {}): void {
  if (end.connected) end.send?.(message as never, undefined, undefined, then)
  else then()
}

/** In a child: leaves the parent, so that the process may end by itself. Leaving twice, or a parent that has gone, is no error. */
export function leaveParent(): void {
  if (process.connected) process.disconnect()
}

/**
 * In a child: never outlive the parent's channel, and end in silence. Standard error is the parent's too, and perhaps
 * nobody reads it any more. Returns the function that calls this off.
 */
export function endWithParent(code = 0): () => void {
  const end = () => process.exit(code)
  process.stderr.on('error', () => {})
  process.once('disconnect', end)
  return () => process.off('disconnect', end)
}
