import { useState } from 'react'
import { useWords } from '../words/use-words.ts'
import { ActionButton } from './action-button.tsx'

/** Commands, or lines of a file, to be carried to a terminal exactly as they stand. */
export const CommandLines = ({ lines }: { lines: readonly string[] }) => {
  const { t } = useWords()
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(lines.join('\n'))
      setCopied(true)
    } catch {
      // The clipboard is not given to every window; the lines can be selected by hand.
      setCopied(false)
    }
  }
  if (lines.length === 0) return null
  return (
    <div className="command-lines">
      <ol>
        {lines.map((line) => (
          <li key={line}>
            <code>{line}</code>
          </li>
        ))}
      </ol>
      <ActionButton look="quiet" onPress={() => void copy()}>
        {t(isCopied ? 'copy.done' : 'copy.go')}
      </ActionButton>
    </div>
  )
}
