/**
 * Whether bytes that came say of themselves that they are a result's file, or any JSON of ours: whatever is wrong with it, it is no
 * attachment. A report is a PDF or a picture; one in JSON is told apart by its format.
 */
export function isResultFile(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 400)).toString('latin1')
  return /^\s*\{/.test(head) && head.includes('"bondmark/inspection-')
}
