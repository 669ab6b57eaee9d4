/** What of the ledger's shelf of inspections a document needs. Both `take…` throw what the shelf throws. */
export interface InspectionTray {
  takeTask(bytes: Uint8Array): string
  takeResult(bytes: Uint8Array): string
  /** Results that lie there for a task, by its hash, as they were handed in. */
  resultsOf(taskHash: string): Uint8Array[]
}
