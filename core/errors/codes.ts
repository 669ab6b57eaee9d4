/**
 * Every code an expected failure, or a sentence shown to people, may carry. One union for all rooms: a code crosses
 * every boundary (process, socket, window) unchanged, and its words stand beside it in `words/{en,zh-CN}.json`.
 */
export const codes = [
  'database-cannot-open',
  'database-damaged',
  'database-foreign',
  'database-locked',
  'database-newer',
  'database-not-durable',
  'database-older',
  'database-readonly',
  'disk-failed',
  'disk-full',
  'internal',
  'vault-locked',
  'workspace-in-use',
] as const

export type Code = (typeof codes)[number]
