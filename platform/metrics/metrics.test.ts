import { describe, expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

describe('metrics in text', () => {
  it('are written as Prometheus reads them', () => {
    const metrics = createMetrics()
    const refusals = metrics.counter('refusals_total', 'Refused statements,\nby "code" and \\.')
    refusals.add({ code: 'key-unlisted' })
    refusals.add({ code: 'key-unlisted' }, 4)
    refusals.add({ code: 'a"b\\c\nd' })
    metrics.gauge('entries', 'Entries of the log.', () => 12)
    metrics.gauge('sessions', 'Sessions by state.', () => [
      { labels: { state: 'proved' }, value: 1 },
      { labels: { state: 'unproved' }, value: 0.5 },
    ])
    metrics.gauge('age_seconds', 'Never yet.', () => Number.POSITIVE_INFINITY)
    expect(metrics.text()).toBe(
      [
        '# HELP refusals_total Refused statements,\\nby "code" and \\\\.',
        '# TYPE refusals_total counter',
        'refusals_total{code="key-unlisted"} 5',
        'refusals_total{code="a\\"b\\\\c\\nd"} 1',
        '# HELP entries Entries of the log.',
        '# TYPE entries gauge',
        'entries 12',
        '# HELP sessions Sessions by state.',
        '# TYPE sessions gauge',
        'sessions{state="proved"} 1',
        'sessions{state="unproved"} 0.5',
        '# HELP age_seconds Never yet.',
        '# TYPE age_seconds gauge',
        'age_seconds +Inf',
        '',
      ].join('\n'),
    )
  })

  it('start at nothing, and leave out what cannot be read', () => {
    const metrics = createMetrics()
    metrics.counter('refusals_total', 'Refusals.')
    metrics.gauge('broken', 'Cannot be read.', () => {
      throw new Error('disk')
    })
    metrics.gauge('whole', 'Can.', () => 1)
    const text = metrics.text()
    expect(text).toContain('\nrefusals_total 0\n')
    expect(text).not.toContain('\nbroken ')
    expect(text).toContain('\nwhole 1\n')
  })

  it('keep as many label sets as they may, and count the rest together', () => {
    const metrics = createMetrics()
    const counter = metrics.counter('seen_total', 'Seen.')
    for (let n = 0; n < 1_000; n += 1) counter.add({ code: `code-${n}` })
    const lines = metrics
      .text()
      .split('\n')
      .filter((line) => line.startsWith('seen_total{'))
    expect(lines).toHaveLength(257)
    expect(lines).toContain('seen_total{code="other"} 744')
  })

  it('have one name each', () => {
    const metrics = createMetrics()
    metrics.counter('one_total', 'One.')
    expect(() => metrics.gauge('one_total', 'Again.', () => 1)).toThrow(RangeError)
    expect(() => metrics.counter('no name', 'Blank.')).toThrow(RangeError)
  })
})
