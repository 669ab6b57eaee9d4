import { afterEach, describe, expect, it } from 'vitest'
import { createLogger } from '../../platform/log/logger.ts'
import { answer, answerBy, boundedHttpServer, listen, stop } from './http-service.ts'

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const each of undo.splice(0)) await each()
})

describe('an answer', () => {
  it('is kept by no cache unasked, unless it may be', async () => {
    const pages = answerBy([
      (_request, { pathname }, response) => {
        if (pathname !== '/tile') return false
        answer(response, 200, 'hashes', { 'Cache-Control': 'public, immutable' })
        return true
      },
    ])
    const server = boundedHttpServer(pages, createLogger({ name: 'test', level: 'silent' }))
    undo.push(() => stop(server))
    const url = await listen(server, '127.0.0.1', 0)
    const cached = async (path: string) => (await fetch(url + path)).headers.get('cache-control')
    expect([await cached('/tile'), await cached('/not-there-yet')]).toEqual(['public, immutable', 'no-cache'])
  })
})
