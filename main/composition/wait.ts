/** How long to wait for another process to let go of a workspace. */
export const WAIT_MS_MAX = 60_000
