/**
 * Every code an expected failure, or a sentence shown to people, may carry. One union for all rooms: a code crosses
 * every boundary (process, socket, window) unchanged, and its words stand beside it in `words/{en,zh-CN}.json`.
 */
export const codes = [
  'internal',
] as const

export type Code = (typeof codes)[number]
