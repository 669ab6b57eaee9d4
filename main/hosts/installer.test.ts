import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const home = resolve(import.meta.dirname, '../..')
const lines = readFileSync(join(home, 'electron-builder.yml'), 'utf8').split('\n')
const rules = lines.flatMap((line) => /([^ =]+\.rules)(=|$)/.exec(line)?.[1] ?? [])
const udev = [
  'drivers/scanners/udev/70-bondmark-scanners.rules',
  'drivers/printers/udev/70-bondmark-printers.rules',
]

it.each(udev)('an installer carries %s, for who installs it and in the Debian package', (file) => {
  expect(existsSync(join(home, file))).toBe(true)
  expect(rules.filter((named) => named === file)).toHaveLength(2)
})

it('an installer names no device rules that are not there', () => {
  const folders = rules.filter((named) => named.includes('/') && !named.startsWith('/'))
  expect(folders.filter((named) => !existsSync(join(home, named)))).toEqual([])
})

it('an installer carries the label fonts with their licences', () => {
  expect(lines.map((line) => line.trim())).toContain('- drivers/render/fonts/**')
  const files = readdirSync(join(home, 'drivers/render/fonts'))
  for (const id of ['jp', 'kr']) {
    expect(files).toContain(`noto-sans-${id}-OFL.txt`)
    for (const weight of ['medium', 'bold']) expect(files).toContain(`noto-sans-${id}-${weight}.ttf.br`)
  }
})

it.each(udev)('%s is applied before access is given, and gives it to the seat alone', (file) => {
  const text = readFileSync(join(home, file), 'utf8')
  const given = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  expect(given.length).toBeGreaterThan(1)
  for (const line of given)
    expect(line).toMatch(
      /^SUBSYSTEM=="\w+", KERNEL=="[\w[\]*-]+", ATTRS\{idVendor\}=="[0-9a-f]{4}", TAG\+="uaccess"$/,
    )
})
