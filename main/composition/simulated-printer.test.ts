import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { printerFault } from '../../core/contract/devices.ts'
import { testLabelOf } from '../devices/test-label.ts'
import { type SimulatedPrinter, startSimulatedPrinter } from './simulated-printer.ts'

describe('the printer of a training workspace', () => {
  let folder: string
  let simulated: SimulatedPrinter
  let n = 0

  const printLabel = () => simulated.printer.print(testLabelOf(simulated.printer, 'unit', ++n, true).job)

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bondmark-practice-'))
    simulated = await startSimulatedPrinter(folder, 0)
  })

  afterEach(async () => {
    await simulated.close()
    rmSync(folder, { recursive: true })
  })

  it('says which fault is coming, and that it has struck', async () => {
    simulated.inject('media-out', 'mid-label')
    expect(simulated.now()).toMatchObject({ fault: 'media-out', struck: false, stops: [] })
    expect((await printLabel()).end).not.toBe('printed')
    expect(simulated.now()).toMatchObject({ fault: 'media-out', struck: true, stops: ['media-out'] })
    simulated.act('change-roll')
    expect(simulated.now()).toMatchObject({ fault: 'none', stops: [] })
    expect((await printLabel()).end).toBe('printed')
  })

  it('is opened, closed and switched like a printer', async () => {
    simulated.act('open-head')
    expect(await simulated.printer.refresh()).toBe('head-open')
    simulated.act('close-head')
    expect(await simulated.printer.refresh()).toBe('ready')
    simulated.act('pause')
    expect(await simulated.printer.refresh()).toBe('paused')
    simulated.act('pause')
    simulated.act('power-off')
    expect(simulated.now().isOn).toBe(false)
    simulated.act('power-on')
    expect((await printLabel()).end).toBe('printed')
  })

  it.each(printerFault.options)('is well again when %s was mended', async (fault) => {
    simulated.inject(fault, 'now')
    expect(simulated.now().fault).toBe(fault)
    simulated.inject('none', 'now')
    expect(simulated.now()).toEqual({ fault: 'none', at: 'now', struck: false, stops: [], isOn: true })
    expect((await printLabel()).end).toBe('printed')
  })
})
