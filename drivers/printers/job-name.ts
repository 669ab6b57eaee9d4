/** A job's id as it may stand in a job of any language: printable ASCII without signs that begin commands. */
export const jobName = (id: string): string => id.replace(/[^0-9A-Za-z .:/-]/g, '?').slice(0, 64)
