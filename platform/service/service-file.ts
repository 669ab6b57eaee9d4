/** The file of a decision service, in the folder of its workspace or ledger. */
export const SERVICE_FILE = 'service.sqlite'
