import { isSerialPrefix } from './serial.ts'

/**
 * Ranges of pools and prefixes of stations never meet: what begins with Z is a brand's pool, everything else is a
 * station's. So a serial that a brand has drawn is never one that a station draws.
 */
const POOL_MARK = 'Z'

/** Whether three symbols are the range of a brand's pool. */
export const isPoolRange = (text: string): boolean => isSerialPrefix(text) && text.startsWith(POOL_MARK)

/** Whether three symbols may be assigned to a station at its enrolment. */
export const isStationPrefix = (text: string): boolean => isSerialPrefix(text) && !text.startsWith(POOL_MARK)
