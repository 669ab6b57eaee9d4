/** Day and minute of an RFC 3339 time, as the warehouse's clock showed them. */
export const when = (t: string): string => t.slice(0, 16).replace('T', ' ')
