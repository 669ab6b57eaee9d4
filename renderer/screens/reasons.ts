/**
 * Reasons as they are recorded: codes, so that a record reads the same whatever language the operator spoke. Their words
 * are `reason.CODE`.
 */
export { voidReasons } from '../../core/lifecycle/void-reasons.ts'
export const holdReasons = ['papers-missing', 'goods-suspicious', 'ordered'] as const
