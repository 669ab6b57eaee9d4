/**
 * Tells every listener that is still there. One that throws has a bug: the others are told all the same, and what the device
 * was doing goes on; then the error is thrown on a turn of its own, where it ends the process as every bug does. Thrown here it
 * would pass for a device's error: node-hid hands what its listeners throw to its own `error` event, and a label that is out would
 * go without its answer.
 */
export function tellEach<L>(listeners: ReadonlySet<L>, say: (listener: L) => void): void {
  for (const listener of [...listeners]) {
    // One that has left while another was told hears no more.
    if (!listeners.has(listener)) continue
    try {
      say(listener)
    } catch (error) {
      setImmediate(() => {
        throw error
      })
    }
  }
}
