import { type ReactNode, useRef } from 'react'
import { FileTrigger } from 'react-aria-components'
import { type BroughtFile, type FileBound, useBroughtFile } from '../input/use-brought-file.ts'
import { useKeys } from '../input/use-keys.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { StationDialog } from '../parts/station-dialog.tsx'
import { useWords } from '../words/use-words.ts'

interface BringProps {
  readonly word: string
  readonly testId: string
  readonly bound: FileBound
  readonly take: (file: BroughtFile) => Promise<unknown>
}

/** Brings a JSON document from a file, by hand or by Alt+I. */
export const BringDocument = ({ word, testId, bound, take }: BringProps) => {
  const button = useRef<HTMLSpanElement>(null)
  const onSelect = useBroughtFile(bound, take)
  useKeys({ 'Alt+KeyI': () => button.current?.querySelector('button')?.click() })
  return (
    <span ref={button}>
      <FileTrigger acceptedFileTypes={['.json']} onSelect={onSelect}>
        <ActionButton hint="Alt+I" testId={testId}>
          {word}
        </ActionButton>
      </FileTrigger>
    </span>
  )
}

interface RefusedProps {
  readonly title: string
  readonly why: string
  readonly testId: string
  readonly isWide: boolean
  readonly onClose: () => void
  /** What shows where it is wrong. */
  readonly children: ReactNode
}

/** A document that was refused, with what is wrong. */
export const RefusedDocument = ({ title, why, testId, isWide, onClose, children }: RefusedProps) => {
  const { t } = useWords()
  return (
    <StationDialog title={title} onClose={onClose} isWide={isWide}>
      <p className="tone-stop" role="alert" data-testid={testId}>
        {why}
      </p>
      {children}
      <div className="dialog-actions">
        <ActionButton hint="Esc" look="primary" onPress={onClose} autoFocus testId="close-answer">
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
