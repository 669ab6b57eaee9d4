/**
 * Whether a text can be said in a TSPL expression as it stands: printable ASCII; no `~`, which begins questions and
 * messages; no backslash, which begins escapes.
 */
export const isSayable = (text: string): boolean => /^[ -[\]-}]*$/.test(text)

/** A sayable text between quotes; a quote inside of it is written `\["]`. */
export const expression = (text: string): string => `"${text.replaceAll('"', '\\["]')}"`
