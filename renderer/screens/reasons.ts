/**
 * Reasons as they are recorded: codes, so that a record reads the same whatever language the operator spoke. Their words
 * are `reason.CODE`.
 */
export const voidReasons = ['misprint', 'torn', 'lost', 'wrong-goods', 'overlay-damaged', 'damaged'] as const
export const holdReasons = ['papers-missing', 'goods-suspicious', 'ordered'] as const
