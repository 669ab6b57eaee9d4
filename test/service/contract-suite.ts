import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decisionsAnswer } from '../../core/contract/decision-service.ts'
import { judgeBy } from './open-api-check.ts'
import { askedOf, bearer, decide, keyFor, type ServedService, sampleRows } from './served-service.ts'

/** What a decision service does, whichever program serves it. */
export function decisionServiceSuite(name: string, open: () => Promise<ServedService>): void {
  describe(`the decision service of ${name}`, () => {
    let served: ServedService
    let key: string
    const rows = sampleRows()
    const get = (path: string, headers: Record<string, string> = bearer(key)) =>
      fetch(served.url + path, { headers })
    const codeOf = async (response: Response | Promise<Response>) => {
      const answer = await response
      return [answer.status, ((await answer.json()) as { code: string }).code]
    }

    beforeAll(async () => {
      served = await open()
    })
    beforeEach(() => {
      key = keyFor(served)
    })
    afterAll(() => served?.close())

    it('decides every line that it is asked about, and says what follows', async () => {
      const response = await decide(served.url, key, askedOf(rows))
      expect(response.status).toBe(200)
      const { lines, ruleSet } = decisionsAnswer.parse(await response.json())
      expect(lines.map(({ asn, line, lot }) => [asn, line, lot])).toEqual(
        rows.map(({ asn, line, lot }) => [asn, line, lot]),
      )
      expect(new Set(lines.map((line) => line.ruleSet))).toEqual(new Set([ruleSet]))
      const labeled = lines.find(({ decision }) => decision === 'label')
      expect(labeled).toMatchObject({ needsTracing: true, needsLabels: true, labelsPerUnit: 1, demands: [] })
      expect(labeled?.labelTemplate).toEqual(expect.stringContaining('unit'))
      expect(lines.find(({ decision }) => decision === 'exempt')).toMatchObject({
        needsTracing: false,
        needsLabels: false,
        labelTemplate: null,
      })
    })

    it('holds goods whose maker nobody has a report of, and says what must happen', async () => {
      const formula = rows.filter(({ category }) => category === 'infant-formula')
      const asked = formula.map((row) => ({
        ...row,
        manufacturer: 'A Maker Nobody Knows',
        report_id: null,
        report_expires: null,
      }))
      const { lines } = decisionsAnswer.parse(await (await decide(served.url, key, askedOf(asked))).json())
      expect(lines.length).toBeGreaterThan(0)
      for (const line of lines) {
        expect(line).toMatchObject({ decision: 'hold', needsTracing: true, needsLabels: null })
        expect(line.demands).toMatchObject([
          {
            kind: 'factory-evaluation',
            subject: { manufacturer: 'A Maker Nobody Knows', category: 'infant-formula' },
          },
        ])
      }
    })

    it('goes by the reports of its catalogue, whatever a plan cites', async () => {
      const formula = rows.filter(({ category }) => category === 'infant-formula')
      const asked = formula.map((row) => ({ ...row, report_id: null, report_expires: null }))
      const { lines } = decisionsAnswer.parse(await (await decide(served.url, key, askedOf(asked))).json())
      expect(lines.length).toBeGreaterThan(0)
      const factory = lines.map(({ reasons }) => reasons.find(({ rule }) => rule === 'factory-evaluation'))
      expect(factory).toMatchObject(lines.map(() => ({ said: 'factory-report-valid' })))
    })

    it('explains in the language that it is asked in', async () => {
      const wordsIn = async (language: string) => {
        const response = await decide(served.url, key, askedOf(rows), { 'Accept-Language': language })
        const { lines } = decisionsAnswer.parse(await response.json())
        return [response.headers.get('content-language'), lines[0]?.words.join(' ')]
      }
      expect(await wordsIn('zh-CN,zh;q=0.9,en;q=0.1')).toEqual(['zh-CN', expect.stringMatching(/[一-鿿]/)])
      expect(await wordsIn('de')).toEqual(['en', expect.not.stringMatching(/[一-鿿]/)])
    })

    it('refuses lines that are wrong as a whole, and names row and column', async () => {
      const response = await decide(
        served.url,
        key,
        askedOf([{ ...rows[0], gtin: '4006381333932' }, ...rows.slice(1)]),
      )
      const said = (await response.json()) as { problems: object[] }
      expect([response.status, response.headers.get('content-type')]).toEqual([
        422,
        'application/problem+json',
      ])
      expect(said).toMatchObject({ code: 'service-plan-refused', detail: { problems: 1 } })
      expect(said.problems).toMatchObject([{ row: 1, column: 'gtin', code: 'plan-gtin-check-digit' }])
    })

    it('lets nobody in without a key, with a wrong one or one that was revoked', async () => {
      const gone = keyFor(served)
      served.store.keys.revoke(served.store.keys.all().at(-1)?.name ?? '', new Date().toISOString())
      for (const headers of [{}, bearer('bmk_x'), bearer(gone), { Authorization: `Basic ${key}` }]) {
        const response = await get(`/asns/${served.asn}`, headers as Record<string, string>)
        expect(response.status).toBe(401)
        expect(response.headers.get('www-authenticate')).toContain('Bearer')
      }
    })

    it('heeds what a key is good for', async () => {
      const reader = keyFor(served, ['read'])
      expect(await codeOf(decide(served.url, reader, askedOf(rows)))).toEqual([403, 'service-scope-missing'])
      expect(await codeOf(get('/changes', bearer(reader)))).toEqual([403, 'service-scope-missing'])
      expect((await get(`/asns/${served.asn}`, bearer(reader))).status).toBe(200)
    })

    it('takes both keys of a caller while one is changed for the other', async () => {
      const now = new Date()
      const { key: first } = served.store.keys.add('rotating', ['read'], now.toISOString())
      const soon = new Date(now.getTime() + 60_000).toISOString()
      const { key: second } = served.store.keys.rotate('rotating', soon, now.toISOString())
      for (const each of [first, second])
        expect((await get(`/asns/${served.asn}`, bearer(each))).status).toBe(200)
      const { key: third } = served.store.keys.rotate('rotating', soon, now.toISOString())
      const answers = [first, second, third].map(
        async (each) => (await get(`/asns/${served.asn}`, bearer(each))).status,
      )
      expect(await Promise.all(answers)).toEqual([401, 200, 200])
    })

    it('gives the same question with the same key the same bytes, and no other question', async () => {
      const once = { 'Idempotency-Key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' }
      const first = await (await decide(served.url, key, askedOf(rows), once)).text()
      const again = await (
        await decide(served.url, key, askedOf(rows), { ...once, 'Accept-Language': 'zh' })
      ).text()
      expect(again).toBe(first)
      expect(await codeOf(decide(served.url, key, askedOf(rows.slice(1)), once))).toEqual([
        422,
        'service-key-reused',
      ])
      // Another caller's keys are its own.
      expect((await decide(served.url, keyFor(served), askedOf(rows.slice(1)), once)).status).toBe(200)
      expect(await codeOf(decide(served.url, key, askedOf(rows), { 'Idempotency-Key': '"' }))).toEqual([
        400,
        'service-idempotency-malformed',
      ])
    })

    it('says how much may be asked, and when to come again', async () => {
      const greedy = keyFor(served)
      const many = askedOf(
        Array.from({ length: 250 }, (_, n) => ({ ...rows[0], line: String(n + 1), sscc: undefined })),
      )
      const answers = []
      for (let n = 0; n < 4; n++) answers.push(await decide(served.url, greedy, many))
      const last = answers.at(-1)
      expect(answers[0]?.status).toBe(200)
      expect(answers[0]?.headers.get('ratelimit-policy')).toMatch(/^"caller";q=\d+;w=\d+$/)
      expect(answers[0]?.headers.get('ratelimit')).toMatch(/^"caller";r=\d+;t=\d+$/)
      expect(await codeOf(last as Response)).toEqual([429, 'service-asked-too-often'])
      expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
      // Others are not kept waiting by it.
      expect((await get(`/asns/${served.asn}`)).status).toBe(200)
    })

    it.each<[string, string | Uint8Array, Record<string, string>, number]>([
      ['nothing', '', {}, 415],
      ['no JSON', 'decide!', {}, 415],
      ['a list', '[]', {}, 415],
      ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), {}, 415],
      ['packed bytes', '{}', { 'Content-Encoding': 'gzip' }, 415],
      ['a form', '{}', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
      ['another format', '{"format":"bondmark/plan/2","rows":[]}', {}, 422],
      ['no rows', '{"format":"bondmark/plan/1","rows":[]}', {}, 422],
      ['a member twice', `{"format":"bondmark/plan/1","rows":[{"asn":"A","asn":"B"}]}`, {}, 422],
      ['nesting without end', `{"rows":${'['.repeat(50_000)}`, {}, 422],
      ['a body that is too large', `{${' '.repeat(5 * 1024 * 1024)}`, {}, 413],
    ])('refuses a body of %s', async (_, body, headers, status) => {
      const response = await decide(served.url, key, body, headers)
      expect(response.status).toBe(status)
      expect(await response.json()).toMatchObject({ format: 'bondmark/problem/1', status })
    })

    it('refuses more lines than it decides at once', async () => {
      const many = askedOf(
        Array.from({ length: 1001 }, (_, n) => ({ ...rows[0], line: String(n + 1), sscc: undefined })),
      )
      expect(await codeOf(decide(served.url, keyFor(served), many))).toEqual([422, 'service-lines-many'])
    })

    it('answers to no other name than its own, and to no page of a browser', async () => {
      const { hostname, port } = new URL(served.url)
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const path = `${new URL(served.url).pathname.replace(/\/$/, '')}/health`
        request({ hostname, port, path, headers: { Host: 'evil.example' } }, (response) =>
          resolve(response.resume().statusCode),
        )
          .on('error', reject)
          .end()
      })
      expect(status).toBe(421)
      const preflight = await fetch(`${served.url}/decisions`, {
        method: 'OPTIONS',
        headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
      })
      expect([preflight.status, preflight.headers.get('allow')]).toEqual([405, 'POST'])
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
    })

    it('hangs up on headers that are too long', async () => {
      const { hostname, port } = new URL(served.url)
      const said = await new Promise<string>((resolve, reject) => {
        let text = ''
        const socket = connect(Number(port), hostname, () =>
          socket.write(`GET / HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
        )
        socket.on('data', (piece) => {
          text += piece.toString('latin1')
        })
        socket.on('close', () => resolve(text))
        socket.on('error', reject)
      })
      expect(said).toMatch(/^HTTP\/1\.1 431 /)
    })

    it('keeps no more streams of one caller open than it may', async () => {
      const gone = new AbortController()
      const open = () =>
        fetch(`${served.url}/changes`, {
          headers: { ...bearer(key), Accept: 'text/event-stream' },
          signal: gone.signal,
        })
      const streams = await Promise.all(Array.from({ length: 8 }, open))
      expect(streams.map(({ status }) => status)).toEqual(Array(8).fill(200))
      expect(streams[0]?.headers.get('content-type')).toContain('text/event-stream')
      expect(await codeOf(open())).toEqual([429, 'service-streams-many'])
      expect((await get(`/asns/${served.asn}`)).status).toBe(200)
      gone.abort()
    })

    it('refuses places that it has never been at, and what is no place', async () => {
      expect(await codeOf(get('/changes?after=999999'))).toEqual([409, 'service-history-differs'])
      expect(await codeOf(get('/changes?after=1.00000000'))).toEqual([409, 'service-history-differs'])
      expect(await codeOf(get('/changes?after=yesterday'))).toEqual([400, 'service-question-malformed'])
      expect(await codeOf(get('/changes?wait=9999'))).toEqual([400, 'service-question-malformed'])
      expect(await codeOf(get('/changes?since=4'))).toEqual([400, 'service-question-malformed'])
    })

    it('answers what its own document says, in every operation', async () => {
      const document = (await (await get('/openapi.json', {})).json()) as Parameters<typeof judgeBy>[0]
      const judge = judgeBy(document)
      expect(document.openapi).toBe('3.1.1')
      expect(new URL(document.servers[0]?.url ?? '', served.url).href.replace(/\/$/, '')).toBe(served.url)
      const judged = async (path: string, method: string, response: Response) =>
        judge(
          path,
          method,
          response.status,
          response.headers.get('content-type') ?? '',
          await response.json(),
        )
      const answers = [
        await judged('/decisions', 'post', await decide(served.url, key, askedOf(rows))),
        await judged('/decisions', 'post', await decide(served.url, key, askedOf([{}]))),
        await judged('/decisions', 'post', await decide(served.url, 'bmk_none', askedOf(rows))),
        await judged('/asns/{id}', 'get', await get(`/asns/${served.asn}`)),
        await judged('/asns/{id}', 'get', await get('/asns/NOBODY-KNOWS')),
        await judged('/asns/{id}', 'get', await get('/asns/%00')),
        await judged('/changes', 'get', await get('/changes')),
        await judged('/changes', 'get', await get('/changes?after=x')),
        await judged('/openapi.json', 'get', await get('/openapi.json', {})),
        await judged('/health', 'get', await get('/health', {})),
      ]
      expect(answers).toEqual(answers.map(() => ''))
    })

    it('counts who asked what, and keeps no key where it could be read', async () => {
      served.store.uses.write()
      await expect.poll(() => served.store.uses.recent().length).toBeGreaterThan(2)
      const uses = JSON.stringify(served.store.uses.recent())
      expect(uses).toContain('"operation":"decide"')
      expect(uses).not.toContain('bmk_')
      expect(JSON.stringify(served.store.keys.all())).not.toContain(key)
    })
  })
}
