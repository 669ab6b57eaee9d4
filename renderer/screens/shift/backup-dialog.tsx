import { type FormEvent, useRef, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { type Problem, problemOf } from '../../connection/problem.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { PersonFields } from '../../parts/person-fields.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { ProblemText } from '../problem-text.tsx'

/** A supervisor asks for a backup: where to, under which passphrase. It closes as soon as the backup is on its way. */
export const BackupDialog = ({ onClose }: { onClose: () => void }) => {
  const { client, view } = useStation()
  const { t } = useWords()
  const { tell } = useAct()
  const isSupervisor = view.person !== null && view.person.role !== 'operator'
  const [badge, setBadge] = useState(isSupervisor ? (view.person?.badge ?? '') : '')
  const [passcode, setPasscode] = useState('')
  const [folder, setFolder] = useState(view.backup?.folder ?? '')
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const isOpen = useRef(true)
  const close = () => {
    isOpen.current = false
    onClose()
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (passphrase !== again) return setProblem({ kind: 'word', word: 'backup.differ' })
    setProblem(null)
    const asked = client.backup({ folder: folder.trim(), passphrase, badge: badge.trim(), passcode })
    // What is wrong with the wish comes at once; a backup that has begun tells the rest on its card.
    const begun = new Promise<void>((resolve) => setTimeout(resolve, BEGUN_MS))
    try {
      await Promise.race([asked, begun])
      tell(null)
      close()
      await asked
    } catch (error) {
      if (isOpen.current) {
        setProblem(problemOf(error))
        setPasscode('')
      } else tell(problemOf(error))
    }
  }
  return (
    <StationDialog title={t('backup.title')} onClose={close}>
      <p>{t(view.training ? 'backup.hint-training' : 'backup.hint')}</p>
      <form onSubmit={submit} className="stack" autoComplete="off">
        <TextField value={folder} onChange={setFolder} maxLength={1024} className="field">
          <Label>{t('backup.folder')}</Label>
          <Input data-testid="backup-folder" spellCheck={false} />
        </TextField>
        <div className="field-pair">
          <TextField
            value={passphrase}
            onChange={setPassphrase}
            type="password"
            maxLength={1024}
            className="field"
          >
            <Label>{t('backup.passphrase')}</Label>
            <Input data-testid="backup-passphrase" autoComplete="new-password" />
          </TextField>
          <TextField value={again} onChange={setAgain} type="password" maxLength={1024} className="field">
            <Label>{t('backup.again')}</Label>
            <Input data-testid="backup-again" autoComplete="new-password" />
          </TextField>
        </div>
        <div className="field-pair">
          <PersonFields
            badge={badge}
            passcode={passcode}
            onBadge={setBadge}
            onPasscode={setPasscode}
            first={isSupervisor ? 'passcode' : 'badge'}
            testIdPrefix="backup-"
          />
        </div>
        {view.training && (
          <p className="quiet">{t('sign-in.sample', { badge: 'SUP-0001', passcode: '135790' })}</p>
        )}
        {problem && (
          <p className="tone-stop" role="alert">
            <ProblemText problem={problem} />
          </p>
        )}
        <div className="dialog-actions">
          <ActionButton type="submit" look="primary" hint="Enter" testId="confirm">
            {t('backup.confirm')}
          </ActionButton>
          <ActionButton hint="Esc" onPress={close}>
            {t('cancel')}
          </ActionButton>
        </div>
      </form>
    </StationDialog>
  )
}

/** A refusal of the wish has come back by then, also over the slowest passcode check. */
const BEGUN_MS = 1_500
