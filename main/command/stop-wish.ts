/** Whether a person has asked a long command to stop; it ends where it can be taken up again. */
export interface StopWish {
  /** False after Ctrl-C or SIGTERM. */
  goOn(): boolean
  /** From now on signals end the process as usual. */
  end(): void
}

/** Takes the first Ctrl-C or SIGTERM as the wish to stop in order; the next one ends the process. */
export function heedStopWish(): StopWish {
  let isStopped = false
  const stop = () => {
    isStopped = true
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  return {
    goOn: () => !isStopped,
    end() {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
