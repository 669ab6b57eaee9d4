import type { LabelAnswer } from '../../../core/contract/label-answer.ts'
import { parseIssuer } from '../../../core/statement/issuer.ts'
import type { AskedUnit } from './asked-unit.ts'
import type { CheckedLabel } from './check-label.ts'
import type { ProductNames } from './product-names.ts'
import type { Told } from './told.ts'
import { factsOf } from './unit-page.ts'

/** The same for programs. Nothing of people: as on the page. */
export function labelAnswerOf(
  { unit, seal, record, verdict }: CheckedLabel,
  {
    origin,
    training,
    products,
  }: { readonly origin: string; readonly training: boolean; readonly products: ProductNames },
  nowMs: number,
): LabelAnswer {
  const { gtin, serial, key } = unit
  const facts = factsOf(record, 'en')
  return {
    format: 'bondmark/label-answer/1',
    origin,
    training,
    at: new Date(nowMs).toISOString(),
    unit: key,
    verdict,
    state: record.life?.state ?? null,
    onHold: record.onHold,
    seal: seal && { ok: seal.ok, code: seal.code, sealer: seal.sealer },
    product: {
      gtin,
      serial,
      names: {
        en: nameIn(products, gtin, 'en'),
        'zh-CN': nameIn(products, gtin, 'zh-CN'),
      },
      brand: products.brandOf(gtin),
      lot: facts?.lot ?? null,
      expiry: facts?.expiry ?? null,
      origin: facts?.country ?? null,
    },
    timeline: record.timeline.map(toldToMachines),
    more: record.more,
    behind: record.behind,
  }
}

function nameIn(products: ProductNames, gtin: string, language: 'en' | 'zh-CN'): string | null {
  const named = products.of(gtin, language)
  return named?.language === language ? named.name : null
}

function toldToMachines({ statement, leaf, source, standing, about, container, payload }: Told) {
  const issuer = parseIssuer(statement.issuer)
  const short = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : null)
  return {
    id: statement.id,
    log: source.origin,
    leaf,
    standing,
    about,
    container,
    contentType: statement.contentType,
    time: short(payload.eventTime ?? payload.t),
    bizStep: short(payload.bizStep),
    disposition: short(payload.disposition),
    org: issuer?.org ?? null,
    station: issuer?.kind === 'station' ? issuer.name : null,
    statement: `/statement/${statement.id}`,
    proof: `/proof/${statement.id}`,
  }
}

/**
 * The links of a unit as a GS1-Conformant resolver lists them (1.2.0; RFC 9264): one page that is the default and the
 * traceability information, relative to where the list was asked for.
 */
export function linksetOf({ key, gtin, serial }: AskedUnit): object {
  const path = `/01/${gtin}/21/${serial}`
  const title = 'Record of this unit'
  const page = { href: path, title, type: 'text/html', hreflang: ['en', 'zh-Hans'] }
  const json = { href: path, title, type: 'application/json' }
  return {
    linkset: [
      {
        anchor: key,
        'https://ref.gs1.org/voc/defaultLink': [page],
        'https://ref.gs1.org/voc/traceability': [page, json],
      },
    ],
  }
}
