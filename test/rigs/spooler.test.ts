import { describe, expect, it } from 'vitest'
import { openSpooler } from '../../drivers/transports/spooler.ts'
import { casesFor, runTransportCase, sampleBytes } from '../../drivers/transports/transport.acceptance.ts'
import { realCups, type SpoolerStandIn, scriptedSpooler } from './print-spooler.ts'
import { missingPrograms, suiteName } from './programs.ts'

const cups = missingPrograms(['cupsd', 'lp', 'lpstat', 'lpadmin', 'cancel', 'cupsreject'])
const missing = process.getuid?.() === 0 ? cups : [...cups, 'root']

async function within(start: () => Promise<SpoolerStandIn>, use: (spooler: SpoolerStandIn) => Promise<void>) {
  const spooler = await start()
  try {
    await use(spooler)
  } finally {
    await spooler.dispose()
  }
}

const spoolers = [
  { name: 'the spooler, by programs that speak as CUPS does', start: scriptedSpooler, lacks: [] },
  { name: 'the spooler, by a real CUPS', start: realCups, lacks: missing },
]

for (const { name, start, lacks } of spoolers)
  describe.skipIf(lacks.length > 0)(suiteName(name, lacks), () => {
    it.each(casesFor(['openMissing']))('$title', (which) =>
      runTransportCase(which, async () => {
        const spooler = await start()
        return {
          transport: await openSpooler({ queue: spooler.queue }),
          arrived: () => Buffer.concat(spooler.printed()),
          openMissing: () => openSpooler({ queue: 'no-such-queue' }),
          dispose: spooler.dispose,
        }
      }),
    )

    it('makes one job of each write, says that it keeps the bytes, and that no answers come', () =>
      within(start, async ({ queue, printed }) => {
        const transport = await openSpooler({ queue })
        await transport.write(sampleBytes(100, 1))
        await transport.write(sampleBytes(200, 2))
        await expect.poll(() => printed().map((job) => job.length)).toEqual([100, 200])
        expect([transport.answers, transport.keepsBytes]).toEqual([false, true])
        await transport.close()
      }))

    it('takes a job back that does not leave the queue: no spooler may send a label again later', () =>
      within(start, async ({ queue, failPrinter, waiting, printed }) => {
        const transport = await openSpooler({ queue, stallMs: 600 })
        failPrinter()
        await expect(transport.write(sampleBytes(100))).rejects.toMatchObject({
          code: 'transport-write-timeout',
          detail: { bytesWritten: 100 },
        })
        await transport.close()
        expect(waiting()).toEqual([])
        expect(printed()).toEqual([])
      }))

    it('takes a job back that is cancelled', () =>
      within(start, async ({ queue, failPrinter, waiting }) => {
        const transport = await openSpooler({ queue })
        failPrinter()
        const cancel = new AbortController()
        const write = transport.write(sampleBytes(100), { signal: cancel.signal })
        write.catch(() => undefined)
        await expect.poll(() => waiting().length).toBe(1)
        cancel.abort()
        await expect(write).rejects.toMatchObject({ code: 'transport-cancelled' })
        await expect.poll(waiting).toEqual([])
        await transport.close()
      }))

    it('sends nothing to a queue that takes no jobs', () =>
      within(start, async ({ queue, rejectJobs }) => {
        const transport = await openSpooler({ queue })
        rejectJobs()
        await expect(transport.write(sampleBytes(100))).rejects.toMatchObject({ detail: { bytesWritten: 0 } })
        await expect(openSpooler({ queue })).rejects.toMatchObject({ code: 'transport-open-failed' })
        await transport.close()
      }))
  })

describe('the spooler of a system without CUPS', () => {
  it('is said not to be there', async () => {
    const before = process.env.PATH
    process.env.PATH = '/nowhere'
    try {
      await expect(openSpooler({ queue: 'ZD421' })).rejects.toMatchObject({
        code: 'transport-unsupported',
        detail: { device: 'ZD421', reason: 'CUPS is not installed' },
      })
    } finally {
      process.env.PATH = before
    }
  })
})
