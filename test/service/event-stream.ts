import { bearer } from './served-service.ts'

export interface StreamEvent {
  readonly id: string
  readonly event: string
  readonly data: string
}

/** Reads a stream of Server-Sent Events until it ends, or until `isEnough`. What is broken off with it was not sent whole. */
export async function readEvents(
  url: string,
  key: string,
  lastId: string | null,
  take: (event: StreamEvent) => void,
  isEnough: () => boolean,
): Promise<void> {
  const gone = new AbortController()
  const response = await fetch(`${url}/changes`, {
    signal: gone.signal,
    headers: {
      ...bearer(key),
      Accept: 'text/event-stream',
      ...(lastId !== null && { 'Last-Event-ID': lastId }),
    },
  })
  if (response.status !== 200) throw new Error(`the stream was answered ${response.status}`)
  let text = ''
  const decoder = new TextDecoder()
  try {
    for await (const piece of response.body ?? []) {
      text += decoder.decode(piece, { stream: true })
      const whole = text.split('\n\n')
      text = whole.pop() ?? ''
      for (const block of whole) {
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2)))
        if (fields.id !== undefined) take(fields as unknown as StreamEvent)
      }
      if (isEnough()) return
    }
  } catch (error) {
    // A service that was killed breaks its streams off.
    if (!(error instanceof TypeError)) throw error
  } finally {
    gone.abort()
  }
}
