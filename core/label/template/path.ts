/** The place in a document that an error names: `/elements/3/text`. */
export const pathOf = (keys: readonly PropertyKey[]): string => `/${keys.map(String).join('/')}`
