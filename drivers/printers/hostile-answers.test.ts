import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caughtMeanwhile } from '../caught-meanwhile.stub.ts'
import { VirtualTime } from '../simulators/virtual-time.ts'
import { createPrinter } from './create-printer.ts'
import { type PrinterModel, printerModels } from './models.ts'
import type { PrinterState } from './printer.ts'
import { type Reply, scriptedTransport } from './scripted-transport.stub.ts'

const job = { id: 'ST1', bytes: Buffer.from('^XA^FXjob^FS^XZ\n') }
const isJob = (said: string) => said.includes('^XA')

/** Answers to `~HS`, as a printer in this state gives them. */
function hostStatus({ formats = 0, partial = 0, media = 0, paused = 0, head = 0 } = {}): string {
  const lines = [
    `030,${media},${paused},0320,00${formats},0,0,${partial},000,0,0,0`,
    `001,0,${head},0,1,2,6,0,00000000,1,000`,
    '1234,0',
  ]
  return lines.map((line) => `\x02${line}\x03\r\n`).join('')
}
const noErrors = '\x02\r\n ERRORS: 0 00000000 00000000\r\n WARNINGS: 0 00000000 00000000\r\n\x03\r\n'
const errors = (low: string) =>
  `\x02\r\n ERRORS: 1 00000000 ${low}\r\n WARNINGS: 0 00000000 00000000\r\n\x03\r\n`

interface Script {
  readonly model?: PrinterModel
  /** What comes back for what was written, at this moment; `sentMs` is when the job went out. */
  readonly answer: (said: string, nowMs: number, sentMs: number | null) => Reply
  readonly answers?: boolean
  readonly fail?: (said: string) => number | null
}

function scripted({ model = printerModels['zpl-203'], answer, answers, fail }: Script) {
  const timer = new VirtualTime()
  let sentMs: number | null = null
  const { transport, written } = scriptedTransport(
    timer,
    (said) => {
      if (isJob(said)) sentMs = timer.nowMs()
      return answer(said, timer.nowMs(), sentMs)
    },
    { ...(answers === undefined ? {} : { answers }), ...(fail === undefined ? {} : { fail }) },
  )
  const printer = createPrinter({ id: 'p', name: 'P', model, connect: async () => transport, timer })
  const states: PrinterState[] = []
  printer.subscribe({ state: (state) => states.push(state), fault: () => undefined })
  return { timer, printer, written, states }
}

/** A printer that works for `workMs` on a job, then is what `after` says. */
const honest =
  (workMs: number, after = hostStatus()) =>
  (said: string, nowMs: number, sentMs: number | null): string => {
    if (said.startsWith('~HQES')) return noErrors
    if (!said.startsWith('~HS')) return ''
    if (sentMs === null) return hostStatus()
    return nowMs - sentMs < workMs ? hostStatus({ formats: 1 }) : after
  }

describe('answers on the wire', () => {
  it('are read a byte at a time', async () => {
    const status = honest(400)
    const { timer, printer } = scripted({
      answer: (said, now, sent) => [...status(said, now, sent)].map((byte, at) => [at, byte] as const),
    })
    expect(await timer.until(printer.print(job))).toEqual({ end: 'printed', proof: 'idle' })
    await printer.close()
  })

  it('with noise between them are read all the same', async () => {
    const status = honest(400)
    const { timer, printer } = scripted({
      answer: (said, now, sent) => [
        [1, '\x00\xffnoise\x03\x02'],
        [2, status(said, now, sent)],
      ],
    })
    expect(await timer.until(printer.print(job))).toMatchObject({ end: 'printed' })
    await printer.close()
  })

  it('that are rubbish now and then do not cost a label', async () => {
    const status = honest(400)
    let asked = 0
    const { timer, printer } = scripted({
      answer: (said, now, sent) => {
        const rubbish = said.startsWith('~HS') && sent !== null && asked++ % 3 === 1
        return [[2, rubbish ? hostStatus().replace('030,0', '0X0,0') : status(said, now, sent)]]
      },
    })
    expect(await timer.until(printer.print(job))).toMatchObject({ end: 'printed' })
    await printer.close()
  })

  it('that lag behind by one never make a label printed that was cut off by the end of the media', async () => {
    const status = honest(500, hostStatus({ media: 1 }))
    let before = hostStatus()
    const { timer, printer } = scripted({
      answer: (said, now, sent) => {
        const old = before
        before = status(said, now, sent)
        // The answer of the question before, then its own just after the next question.
        return said.startsWith('~HS')
          ? [
              [1, old],
              [61, before],
            ]
          : [[1, before]]
      },
    })
    expect(await timer.until(printer.print(job).catch(() => ({ end: 'refused' })))).not.toMatchObject({
      end: 'printed',
    })
    await printer.close()
  })

  it('of a printer that threw the job away never make a label printed, however they are doubled, late and cut', async () => {
    const delay = fc.tuple(
      fc.integer({ min: 1, max: 400 }),
      fc.option(fc.integer({ min: 1, max: 600 }), { nil: null }),
      fc.boolean(),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(delay, { minLength: 1, maxLength: 8 }), async (delays) => {
        let asked = 0
        const idle = hostStatus()
        const { timer, printer } = scripted({
          answer: (said) => {
            if (!said.startsWith('~HS')) return said.startsWith('~HQES') ? [[1, noErrors]] : []
            const [firstMs, secondMs, half] = delays[asked++ % delays.length] ?? [1, null, false]
            const again: Reply =
              secondMs === null ? [] : [[firstMs + secondMs, half ? idle.slice(0, 30) : idle]]
            return [[firstMs, idle], ...again]
          },
        })
        const answer = await timer.until(printer.print(job).catch(() => null))
        expect(answer).not.toMatchObject({ end: 'printed' })
        await printer.close()
      }),
      { numRuns: 60 },
    )
  })
})

describe('silence', () => {
  it('is asked for its reason, which the printer names though it does not answer ~HS', async () => {
    const { timer, printer } = scripted({
      answer: (said) => (said.startsWith('~HQES') ? [[5, errors('00000004')]] : []),
    })
    expect(await timer.until(printer.refresh())).toBe('head-open')
    expect(printer.seenAtMs).not.toBeNull()
    await printer.close()
  })

  it('with nothing wrong is unknown, never ready', async () => {
    const { timer, printer } = scripted({
      answer: (said) => (said.startsWith('~HQES') ? [[5, noErrors]] : []),
    })
    expect(await timer.until(printer.refresh())).toBe('unknown')
    await printer.close()
  })

  it('to everything is silent, and is asked less and less often', async () => {
    const { timer, printer, written } = scripted({ answer: () => [] })
    expect(await timer.until(printer.refresh())).toBe('silent')
    expect(printer.seenAtMs).toBeNull()
    await timer.pass(60_000)
    const early = written.length
    await timer.pass(60_000)
    expect(written.length - early).toBeLessThan(early)
    await printer.close()
    const last = written.length
    await timer.pass(600_000)
    expect(written).toHaveLength(last)
  })
})

describe('what the status of a ready printer does not show', () => {
  it('is asked for: a stuck cutter is no ready printer, and warnings are told', async () => {
    let said = errors('00000008')
    const { timer, printer, written } = scripted({
      answer: (asked) => [[5, asked.startsWith('~HQES') ? said : hostStatus()]],
    })
    expect(await timer.until(printer.refresh())).toBe('cutter')
    said = noErrors.replace('WARNINGS: 0 00000000 00000000', 'WARNINGS: 1 00000000 0000000A')
    expect(await timer.until(printer.refresh())).toBe('ready')
    expect(printer.warnings).toEqual(['clean-head', 'media-low'])
    const asked = written.length
    await timer.until(printer.refresh())
    expect(written.slice(asked)).toEqual(['~HS\r\n'])
    expect(printer.warnings).toEqual(['clean-head', 'media-low'])
    await printer.close()
  })

  it('is not asked again of a printer that does not know the question', async () => {
    const { timer, printer, written } = scripted({
      answer: (asked) => (asked.startsWith('~HS') ? [[5, hostStatus()]] : []),
    })
    await timer.until(printer.refresh())
    await timer.pass(60_000)
    expect(printer.state).toBe('ready')
    expect(written.filter((asked) => asked.startsWith('~HQES'))).toHaveLength(1)
    await printer.close()
  })
})

describe('questions', () => {
  it('are one at a time, and none goes out in the middle of a job', async () => {
    const status = honest(30_000)
    let waiting = 0
    const { timer, printer, written } = scripted({
      answer: (said, now, sent) => {
        if (said.startsWith('~')) expect(waiting++).toBe(0)
        timer.after(29, () => {
          if (said.startsWith('~')) waiting--
        })
        return [[30, status(said, now, sent)]]
      },
    })
    const printing = printer.print(job)
    await Promise.all([timer.until(printing), printer.refresh(), printer.refresh()])
    expect(written.filter(isJob)).toHaveLength(1)
    await timer.pass(30_000)
    await printer.close()
  })
})

describe('a printer that counts its labels', () => {
  const model = printerModels['zebra-203']
  const counting = (before: number, after: number | null, workMs = 300) => {
    const status = honest(workMs)
    return scripted({
      model,
      answer: (said, now, sent) => {
        if (!said.startsWith('! U1')) return [[1, status(said, now, sent)]]
        const done = sent !== null && now - sent >= workMs
        const count = done ? after : before
        return count === null ? [] : [[1, `"${count}"`]]
      },
    })
  }
  it.each([
    ['one more is printed', 41, 42, { end: 'printed', proof: 'counter' }],
    ['from nine to ten', 9, 10, { end: 'printed', proof: 'counter' }],
    [
      'two more are two labels',
      41,
      43,
      { end: 'uncertain', why: { code: 'printer-printed-twice', detail: { printer: 'P', labels: 2 } } },
    ],
    [
      'none more is none',
      41,
      41,
      { end: 'uncertain', why: { code: 'printer-printed-nothing', detail: { printer: 'P' } } },
    ],
    [
      'fewer is another printer',
      41,
      3,
      {
        end: 'uncertain',
        why: { code: 'printer-count-fell', detail: { printer: 'P', before: 41, after: 3 } },
      },
    ],
    [
      'no count is silence',
      41,
      null,
      { end: 'uncertain', why: { code: 'printer-fault', detail: { printer: 'P', state: 'silent' } } },
    ],
  ])('%s', async (_what, before, after, answer) => {
    const { timer, printer } = counting(before, after)
    expect(await timer.until(printer.print(job))).toEqual(answer)
    await printer.close()
  })

  it('proves a label that was out between two questions', async () => {
    const { timer, printer } = counting(1, 2, 0)
    expect(await timer.until(printer.print(job))).toEqual({ end: 'printed', proof: 'counter' })
    await printer.close()
  })

  it('is believed by its status where it does not count after all', async () => {
    const status = honest(300)
    const { timer, printer } = scripted({
      model,
      answer: (said, now, sent) => [[1, said.startsWith('!') ? '"?"' : status(said, now, sent)]],
    })
    expect(await timer.until(printer.print(job))).toEqual({ end: 'printed', proof: 'idle' })
    await printer.close()
  })
})

describe('a wire', () => {
  it('that took nothing leaves the job unsent, and one that took something leaves it uncertain', async () => {
    for (const [bytesWritten, end] of [
      [0, 'thrown'],
      [1, 'uncertain'],
    ] as const) {
      const { timer, printer } = scripted({
        answer: (said) => [[1, said.startsWith('~HS') ? hostStatus() : noErrors]],
        fail: (said) => (isJob(said) ? bytesWritten : null),
      })
      const answer = await timer.until(printer.print(job).catch(({ code }) => ({ end: 'thrown', code })))
      expect(answer).toMatchObject(
        end === 'thrown' ? { end, code: 'transport-closed' } : { end, why: { code: 'transport-closed' } },
      )
      await printer.close()
    }
  })

  it('that carries nothing back leaves every job uncertain, and is asked nothing', async () => {
    const { timer, printer, written } = scripted({ answer: () => [], answers: false })
    expect(await timer.until(printer.refresh())).toBe('unknown')
    expect(printer.answers).toBe(false)
    expect(await timer.until(printer.print(job))).toEqual({
      end: 'uncertain',
      why: { code: 'printer-cannot-answer', detail: { printer: 'P' } },
    })
    await expect(printer.discard()).rejects.toMatchObject({ code: 'printer-not-ready' })
    await timer.pass(100_000)
    expect(written).toEqual([Buffer.from(job.bytes).toString('latin1')])
    await printer.close()
  })
})

describe('a listener that throws', () => {
  it('takes the news from no other listener and the answer from no job, and its bug is hidden from nobody', async () => {
    const bug = new Error('a bug of a listener')
    const status = honest(400)
    const caught = await caughtMeanwhile(async () => {
      const { timer, printer, states } = scripted({
        answer: (said, now, sent) => [[1, status(said, now, sent)]],
      })
      const stop = () => {
        throw bug
      }
      printer.subscribe({ state: stop, fault: stop })
      const late: PrinterState[] = []
      printer.subscribe({ state: (state) => late.push(state), fault: () => undefined })
      expect(await timer.until(printer.print(job))).toEqual({ end: 'printed', proof: 'idle' })
      await printer.close()
      await timer.pass(1)
      expect(late).toEqual(states)
    })
    expect([...new Set(caught)]).toEqual([bug])
  })
})

describe('a printer that is closed while it is being connected', () => {
  it('leaves no way open', async () => {
    const timer = new VirtualTime()
    const { transport } = scriptedTransport(timer, () => [])
    const opening = Promise.withResolvers<typeof transport>()
    let isOpen = true
    transport.onClose(() => {
      isOpen = false
    })
    const printer = createPrinter({
      id: 'p',
      name: 'P',
      model: printerModels['zpl-203'],
      connect: () => opening.promise,
      timer,
    })
    const asking = printer.refresh()
    await printer.close()
    opening.resolve(transport)
    await expect(asking).rejects.toMatchObject({ code: 'printer-not-ready' })
    expect([isOpen, printer.state]).toEqual([false, 'unknown'])
  })
})

describe('a TSPL printer', () => {
  const model = printerModels['tspl2-203']
  const tsplStatus = (workMs: number) => (said: string, now: number, sent: number | null) => {
    const works = sent !== null && now - sent < workMs
    if (said === '\x1b!S') return works ? '\x02P@@@\x03\r\n' : '\x02@@@@\x03\r\n'
    return said === '\x1b!?' ? (works ? '\x20' : '\x00') : ''
  }

  it('is emptied before the first job on a connection, since it does not show what it holds', async () => {
    const status = tsplStatus(300)
    const { timer, printer, written } = scripted({
      model,
      answer: (said, now, sent) => [[1, status(said, now, sent)]],
    })
    for (const end of ['printed', 'printed'])
      expect(await timer.until(printer.print(job))).toMatchObject({ end })
    expect(written.filter((said) => said === '\x1b!.\r\n')).toHaveLength(1)
    expect(written.indexOf('\x1b!.\r\n')).toBeLessThan(written.findIndex(isJob))
    await printer.close()
  })

  it('that is off is not called emptied, and gets its line ends once a minute, not with every try', async () => {
    let isOn = false
    const status = tsplStatus(0)
    const { timer, printer, written } = scripted({
      model,
      answer: (said, now, sent) => (isOn ? [[1, status(said, now, sent)]] : []),
    })
    const fillings = () => written.filter((said) => said.length > 1000).length
    for (let tries = 0; tries < 4; tries++)
      await expect(timer.until(printer.discard())).rejects.toMatchObject({ code: 'printer-not-ready' })
    expect(fillings()).toBe(1)
    await timer.pass(60_000)
    await expect(timer.until(printer.discard())).rejects.toMatchObject({ code: 'printer-not-ready' })
    expect(fillings()).toBe(2)
    isOn = true
    await timer.until(printer.discard())
    expect([printer.state, fillings()]).toEqual(['ready', 2])
    await printer.close()
  })

  it('whose late answer comes in another question does not become a state', async () => {
    const { timer, printer } = scripted({ model, answer: () => [[1600, '\x02@@@@\x03\r\n']] })
    expect(await timer.until(printer.refresh())).toBe('silent')
    await printer.close()
  })

  it('that was never seen at work has printed nothing that we know of', async () => {
    const status = tsplStatus(0)
    const { timer, printer } = scripted({
      model,
      answer: (said, now, sent) => [[1, status(said, now, sent)]],
    })
    expect(await timer.until(printer.print(job))).toMatchObject({
      end: 'uncertain',
      why: { code: 'printer-printed-nothing' },
    })
    await printer.close()
  })
})
