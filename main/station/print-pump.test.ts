import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BenchStation } from './bench-station.stub.ts'

const formula = ']d20109506000110011' + '1728021410KM1-2608A'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

describe('a label whose sending cannot be recorded', () => {
  it('is not sent; it waits, and then goes out with the PIN that was committed to', async () => {
    await bench.station.printed()
    const other = new Database(join(bench.folder, 'station.sqlite'))
    await bench.scan(formula)
    // Before the printer has answered that it is ready, somebody locks the database for longer than is waited for.
    other.exec('BEGIN IMMEDIATE')
    await expect(bench.station.printed()).rejects.toMatchObject({ code: 'database-locked' })
    other.exec('ROLLBACK')
    other.close()
    const [waiting] = bench.store.labels.inState('reserved')
    expect(bench.workspace.tray.whole(waiting?.serial ?? '')).toBeNull()
    await expect.poll(() => bench.store.labels.inState('printed')).toHaveLength(1)
    const [printed] = bench.store.labels.inState('printed')
    expect(printed?.serial).toBe(waiting?.serial)
    const zpl = Buffer.from(bench.workspace.tray.whole(printed?.serial ?? '') ?? []).toString('latin1')
    expect(zpl).toMatch(/\^FD[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\^FS/)
    expect(await bench.scan(await bench.newestLabel())).toMatchObject({
      sentence: { code: 'label-verified' },
    })
  })
})
