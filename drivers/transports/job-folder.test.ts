import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openJobFolder } from './job-folder.ts'

let folder = ''

beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'jobs-'))
  folder = join(root, 'labels')
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
})

const text = (bytes: string) => new TextEncoder().encode(bytes)

describe('a folder in the place of a printer', () => {
  it('gets one numbered file a job, for its owner alone, and nothing beside them', async () => {
    const transport = await openJobFolder({ folder })
    await transport.write(text('^XA1^XZ'))
    await transport.write(text('^XA2^XZ'))
    expect(readdirSync(folder).sort()).toEqual(['000001.prn', '000002.prn'])
    expect(readFileSync(join(folder, '000002.prn'), 'utf8')).toBe('^XA2^XZ')
    expect(statSync(join(folder, '000001.prn')).mode & 0o777).toBe(0o600)
    expect([transport.answers, transport.keepsBytes]).toEqual([false, true])
  })

  it('goes on counting after the highest number, and puts nothing in the place of another', async () => {
    mkdirSync(folder)
    writeFileSync(join(folder, '000007.prn'), 'of yesterday')
    const transport = await openJobFolder({ folder })
    writeFileSync(join(folder, '000008.prn'), 'of another program, just now')
    await transport.write(text('mine'))
    const contents = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])
    expect(Object.fromEntries(contents)).toEqual({
      '000007.prn': 'of yesterday',
      '000008.prn': 'of another program, just now',
      '000009.prn': 'mine',
    })
  })

  it('says what keeps a job from being kept, with nothing gone out, and takes the next one', async () => {
    const transport = await openJobFolder({ folder })
    rmSync(folder, { recursive: true })
    await expect(transport.write(text('lost'))).rejects.toMatchObject({
      code: 'file-unusable',
      detail: { reason: 'ENOENT', bytesWritten: 0 },
    })
    mkdirSync(folder)
    await transport.write(text('kept'))
    expect(readdirSync(folder)).toEqual(['000002.prn'])
  })

  it('cannot be a file', async () => {
    writeFileSync(folder, '')
    await expect(openJobFolder({ folder })).rejects.toMatchObject({ code: 'transport-open-failed' })
  })
})
