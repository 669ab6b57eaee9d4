import { describe, expect, it } from 'vitest'
import { containerCheckDigit, whyContainerOdd } from './container-number.ts'
import { checkSeal } from './seal-check.ts'

describe('a container at the door', () => {
  it('has a number with a check digit by ISO 6346', () => {
    for (const good of ['CSQU3054383', 'BMKU2046318', 'MSCU6639870']) expect(whyContainerOdd(good)).toBeNull()
    expect(containerCheckDigit('CSQU305438')).toBe(3)
    expect(whyContainerOdd('CSQU3054384')).toBe('container-check-digit')
    for (const odd of ['CSQX3054383', 'CSQU305438', 'csqu3054383', ''])
      expect(whyContainerOdd(odd)).toBe('container-number-odd')
  })

  it('has the seal of the plan however it is written, another one, or none', () => {
    const planned = { container: 'BMKU2046318', seal: 'AU7718204' }
    const found = (seal: string | null, container: string | null = 'bmku 204631-8') =>
      checkSeal(planned, { container, seal })
    expect(found('au 7718204')).toEqual({ result: 'ok', warnings: [] })
    expect(found('AU7718205').result).toBe('differs')
    expect(found('ＡＵ７７１８２０４').result).toBe('ok')
    expect(found('AU7718204封').result).toBe('differs')
    expect(found('关锁').result).toBe('differs')
    expect(found(null).result).toBe('missing')
    expect(found('AU7718204', 'BMKU2046319')).toMatchObject({
      result: 'differs',
      warnings: [{ code: 'container-check-digit' }],
    })
    expect(found('AU7718204', 'TRUCK-7')).toMatchObject({
      result: 'differs',
      warnings: [{ code: 'container-number-odd' }],
    })
  })

  it('is not held to a seal that no plan names', () => {
    expect(checkSeal({ container: null, seal: null }, { container: null, seal: null }).result).toBe('ok')
  })
})
