/** The name of a batch's document. `station` is the last part of the station's URI. */
export function batchDocumentName(station: string, n: number): string {
  return `batch/${station}/${n}`
}

/** The name of the document in which a log answers a batch's document. */
export function receiptsDocumentName(origin: string, document: string): string {
  return `receipts/${origin}/${document}`
}
