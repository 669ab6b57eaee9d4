import type { StationView } from '../../core/contract/station-view.ts'
import type { Station } from './station.ts'

/**
 * The view now, then again after changes, until the reader leaves. A slow reader gets the newest view, not the ones it
 * missed: nothing queues up behind it.
 */
export async function* followView(
  station: Pick<Station, 'view' | 'onChange'>,
  signal: AbortSignal | undefined,
): AsyncGenerator<StationView, void, void> {
  let changed = true
  let wake = () => {}
  const stopListening = station.onChange(() => {
    changed = true
    wake()
  })
  const onAbort = () => wake()
  signal?.addEventListener('abort', onAbort)
  try {
    while (!signal?.aborted) {
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      changed = false
      yield station.view()
    }
  } finally {
    stopListening()
    signal?.removeEventListener('abort', onAbort)
  }
}
