import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readPlan } from '../../core/plan/read-plan.ts'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import { decodeGb18030 } from '../plan-import/prepare-plan.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { furnishCatalogue } from './sample-catalogue.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-sample-catalogue-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('knows the goods, makers, brands and sellers of every sample day as their plans call them', async () => {
  const file = join(folder, 'catalogue.sqlite')
  await furnishCatalogue(file)
  const reader = openCatalogue(file)
  const plans = ['day-1', 'quick', 'pallets', 'whole-cases', 'mistakes'].flatMap((name) => {
    const reading = readPlan(readFileSync(repositoryFile('fixtures', 'plans', `${name}.csv`)), {
      fileName: name,
      decodeGb18030,
    })
    return reading.ok ? reading.plans : []
  })
  const lines = plans.flatMap(({ seller, lines }) => lines.map((line) => ({ ...line, seller })))
  expect(lines.length).toBeGreaterThan(25)
  for (const line of lines) {
    const { gtin, nameZh, nameEn, category, brand, manufacturer, seller, reportId, reportExpires } = line
    expect(reader.product(gtin)).toMatchObject({
      names: { 'zh-CN': nameZh, en: nameEn },
      category,
      brand,
      manufacturer,
    })
    expect([
      reader.manufacturer(manufacturer),
      reader.brand(brand),
      reader.seller(seller),
      reader.category(category),
    ]).not.toContain(null)
    // What is on file says nothing that the plan does not say: the sample days are decided as ever.
    const onFile = reader
      .factoryReports(manufacturer, category)
      .map(({ report, expires }) => [report, expires])
    expect(onFile).toEqual(reportId === null ? [] : [[reportId, reportExpires]])
  }
  expect(reader.agencies('ingredient-inspection').map(({ name }) => name)).toContain(
    'Bondmark Training Inspection',
  )
  reader.close()
})
