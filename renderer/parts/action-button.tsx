import type { ReactNode } from 'react'
import { Button, type ButtonProps } from 'react-aria-components'

interface Props extends Omit<ButtonProps, 'children' | 'className'> {
  readonly children: ReactNode
  /** The key that does the same, shown on the button. */
  readonly hint?: string | undefined
  readonly look?: 'plain' | 'primary' | 'danger' | 'bar' | 'quiet'
  readonly isCurrent?: boolean | undefined
  readonly testId?: string | undefined
}

/** Every button of the station: what it does, and which key does the same. */
export const ActionButton = ({ children, hint, look = 'plain', isCurrent, testId, ...rest }: Props) => (
  <Button
    {...rest}
    className={`button button-${look}${isCurrent ? ' is-current' : ''}`}
    data-testid={testId}
    {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
  >
    {hint && <kbd>{hint}</kbd>}
    <span className="button-text">{children}</span>
  </Button>
)
