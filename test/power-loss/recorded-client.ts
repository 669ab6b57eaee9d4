/** The window in whose name a recorded day is worked. */
export const CLIENT = 'd1'.repeat(16)
