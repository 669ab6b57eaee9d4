/** The wall-clock part of an RFC 3339 time as it was written at the station: `09:26:05`. */
export const clockOf = (time: string): string => /T(\d\d:\d\d:\d\d)/.exec(time)?.[1] ?? time

/** Date and minute as written: `2026-11-22 09:26:05`. */
export const dateAndClockOf = (time: string): string => {
  const [, date, clock] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(time) ?? []
  return date && clock ? `${date} ${clock}` : time
}
