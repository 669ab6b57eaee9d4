/** ln Γ(x) by Lanczos' series, ten digits for x > 0. */
function lnGamma(x: number): number {
  const c = [
    76.180091729471, -86.505320329416, 24.01409824083, -1.231739572450155, 1.208650973866179e-3,
    -5.395239384953e-6,
  ]
  const sum = c.reduce((total, term, i) => total + term / (x + 1 + i), 1.000000000190015)
  return (x + 0.5) * Math.log(x + 5.5) - (x + 5.5) + Math.log((2.506628274631 * sum) / x)
}

/**
 * Chance that a fair draw gives a chi-square statistic of at least `x`: Q(dof/2, x/2), the regularised upper incomplete
 * gamma function by its series or its continued fraction (Abramowitz and Stegun 6.5.29, 6.5.31).
 */
export function chiSquareTail(x: number, dof: number): number {
  const [a, z] = [dof / 2, x / 2]
  const scale = Math.exp(-z + a * Math.log(z) - lnGamma(a))
  if (z < a + 1) {
    let term = 1 / a
    let sum = term
    for (let n = a + 1; term > sum * 1e-16; n++) {
      term *= z / n
      sum += term
    }
    return 1 - sum * scale
  }
  let b = z + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let i = 1; i < 10_000; i++) {
    const an = -i * (i - a)
    b += 2
    d = 1 / (an * d + b)
    c = b + an / c
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return h * scale
}

/** The chi-square statistic of counts that should all be alike. */
export function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}
