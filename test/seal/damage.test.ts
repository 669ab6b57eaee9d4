import { describe, expect, it } from 'vitest'
import { labelOf, seeds } from '../../core/label/sealing-members.stub.ts'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import { templateId } from '../../core/label/template/template-hash.ts'
import { qrCode } from '../../drivers/render/qr/qr-code.ts'
import { qrCapacity } from '../../drivers/render/qr/qr-form.ts'
import type { DamageKind } from './damage-levels.ts'
import { readRate } from './read-rates.ts'
import { framedSymbol, triedCaseSymbols } from './tried-symbols.ts'

const link = labelOf(seeds.harbour, 'B7Q')
/** Letters of a link that are not its resolver's host. */
const withoutHost = link.length - 'verify.bondmark.example'.length

const ofTemplates = shippedTemplates.flatMap((template) =>
  template.elements.flatMap((element) =>
    element.type === 'qr' ? [{ name: templateId(template), form: element, module: element.module }] : [],
  ),
)
/** Versions of a template mostly have one form of code between them: it is worn once. */
const forms = [...new Map(ofTemplates.map((of) => [JSON.stringify(of.form), of])).values()]

describe.each(forms)('the QR code of $name', ({ form }) => {
  it('has room for a resolver host of 40 letters, and one size for every host of 15 to 40', () => {
    expect(qrCapacity(form)).toBeGreaterThanOrEqual(withoutHost + 40)
    expect(qrCapacity({ ...form, version: form.version - 1 })).toBeLessThan(withoutHost + 16)
  })
})

const cell = (name: string, level: Omit<DamageKind['levels'][number], 'label'>): DamageKind => ({
  name,
  unit: '',
  levels: [{ label: '', ...level }],
})
/** Well within what `docs/benchmarks/label-damage.md` has for 100 %: what every label of the trade has to bear. */
const bearable: readonly DamageKind[] = [
  cell('nothing', {}),
  cell('1 % wrong dots', { wear: { noise: 0.01 } }),
  cell('a dead dot', { wear: { deadDots: 1 } }),
  cell('3 % voids', { wear: { voids: 0.03 } }),
  cell('contrast of 20 %', { view: { contrast: 0.2 } }),
  cell('tilt of 30°, turned at will', { view: { tiltDegrees: 30, turnDegrees: 180 } }),
  cell('a camera of 0.6 pixels a dot', { view: { pixelsPerDot: 0.6 } }),
]
/** Modules of 3 dots bear a twentieth of a dot every time (a tenth 98 of 100), those of 4 dots half a one. */
const darkness: Readonly<Record<number, DamageKind>> = {
  3: cell('a twentieth of a dot too dark', { wear: { gainDots: 0.05 } }),
  4: cell('half a dot too dark', { wear: { gainDots: 0.5 } }),
}
const symbols = [
  ...forms.map(({ name, form, module }) => {
    const dots = Math.round(module * 8)
    return { ...framedSymbol(`QR of ${name}`, link, qrCode(link, form), dots, 4), dots }
  }),
  ...triedCaseSymbols().map((symbol) => ({ ...symbol, dots: 4 })),
]
const trials = 6

describe.each(symbols)('a worn print of $name', (symbol) => {
  it.each([...bearable, darkness[symbol.dots]].filter((kind) => kind !== undefined))(
    'is read in spite of $name, and never as something else',
    async (kind) => {
      for (const level of kind.levels)
        expect(await readRate(symbol, kind, level, { trials, seed: 1 })).toEqual({
          read: trials,
          misread: [],
          ghosts: [],
        })
    },
  )
})
