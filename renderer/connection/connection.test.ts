import { describe, expect, it } from 'vitest'
import type { StationView } from '../../core/contract/station-view.ts'
import { type Connection, StationConnection } from './connection.ts'
import type { StationClient } from './station-client.ts'
import type { OpenWay } from './transport.ts'

/** A station at the far end of a pipe that the test holds both ends of. */
function station() {
  let end: () => void = () => {}
  const closed = new Promise<void>((resolve) => {
    end = resolve
  })
  const views: StationView[] = []
  let wake: () => void = () => {}
  const client = {
    view: async () =>
      (async function* () {
        for (;;) {
          const next = views.shift()
          if (next) yield next
          else await new Promise<void>((resolve) => (wake = resolve))
        }
      })(),
    labels: async () => [],
  } as unknown as StationClient
  const way: OpenWay = { client, closed, close: () => end() }
  return {
    way,
    say: (revision: number) => {
      views.push({ revision } as StationView)
      wake()
    },
    end: () => end(),
  }
}

const next = (connection: StationConnection, wanted: (c: Connection) => boolean) =>
  new Promise<Connection>((resolve) => {
    const look = () => {
      if (!wanted(connection.current())) return
      unsubscribe()
      resolve(connection.current())
    }
    let unsubscribe = () => {}
    unsubscribe = connection.subscribe(look)
    look()
  })

describe('the connection', () => {
  it('shows a view while the station is there, none when it is gone, and finds it again', async () => {
    const [first, second] = [station(), station()]
    const ways = [first.way, second.way]
    const connection = new StationConnection(async () => ways.shift() ?? Promise.reject(new Error('nobody')))
    const running = connection.run()
    first.say(1)
    expect(await next(connection, (c) => c.kind === 'live')).toMatchObject({ view: { revision: 1 } })
    first.end()
    expect(await next(connection, (c) => c.kind !== 'live')).toEqual({ kind: 'lost', attempts: 1 })
    second.say(2)
    expect(await next(connection, (c) => c.kind === 'live')).toMatchObject({ view: { revision: 2 } })
    connection.stop()
    second.end()
    await running
  })

  it('counts the attempts while nobody answers', async () => {
    const connection = new StationConnection(() => Promise.reject(new Error('nobody')))
    const running = connection.run()
    expect(await next(connection, (c) => c.kind === 'lost' && c.attempts === 2)).toBeTruthy()
    connection.stop()
    await running
  })
})
