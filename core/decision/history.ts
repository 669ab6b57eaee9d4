/** A factory report that is on file here, whatever the plan cites. */
export interface FactoryReport {
  readonly manufacturer: string
  readonly category: string
  readonly report: string
  /** `YYYY-MM-DD`, the last day on which it counts. */
  readonly expires: string
}

/** What is already known when a line is decided; handed in, so that the same question always has the same answer. */
export interface DecisionHistory {
  readonly factoryReports: readonly FactoryReport[]
}
export const noHistory: DecisionHistory = { factoryReports: [] }
