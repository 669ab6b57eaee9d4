import type { RefObject } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { useWords } from '../words/use-words.ts'

interface Props {
  readonly badge: string
  readonly passcode: string
  readonly onBadge: (badge: string) => void
  readonly onPasscode: (passcode: string) => void
  /** The field that is typed into first; `none` where others come before them. */
  readonly first: 'badge' | 'passcode' | 'none'
  /** Set where more than one form asks who somebody is: `seal-`, `backup-`. */
  readonly testIdPrefix?: string
  readonly badgeHint?: string
  readonly passcodeRef?: RefObject<HTMLInputElement | null>
}

/** Who somebody is, and that they are: badge and passcode, in every form that asks for them. */
export const PersonFields = ({
  badge,
  passcode,
  onBadge,
  onPasscode,
  first,
  testIdPrefix = '',
  badgeHint,
  passcodeRef,
}: Props) => {
  const { t } = useWords()
  return (
    <>
      <TextField
        value={badge}
        onChange={onBadge}
        autoFocus={first === 'badge'}
        maxLength={64}
        className="field"
      >
        <Label>{t('sign-in.badge')}</Label>
        <Input
          data-testid={`${testIdPrefix}badge`}
          data-scan="next"
          spellCheck={false}
          autoCapitalize="characters"
        />
        {badgeHint && <span className="quiet">{badgeHint}</span>}
      </TextField>
      <TextField
        value={passcode}
        onChange={onPasscode}
        autoFocus={first === 'passcode'}
        type="password"
        maxLength={128}
        className="field"
      >
        <Label>{t('sign-in.passcode')}</Label>
        <Input data-testid={`${testIdPrefix}passcode`} ref={passcodeRef} autoComplete="off" />
      </TextField>
    </>
  )
}
