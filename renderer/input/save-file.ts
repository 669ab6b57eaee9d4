/** How long a saved file's bytes are kept for the browser to read. */
const READ_MS_MAX = 60_000

/**
 * Hands bytes to the window's own way of saving files, which both hosts have: a browser puts them among the downloads,
 * Electron asks where to. Whether a person then cancelled that is not said to the page.
 */
export function saveFile(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), READ_MS_MAX)
}
