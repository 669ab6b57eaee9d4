import { Input, Label, TextField } from 'react-aria-components'
import { useWords } from '../../words/use-words.ts'
import { type Draft, withConnection } from './new-setting.ts'

interface Props {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}

/** A network printer may move to another address; everything else is found where it is plugged in. */
export const NetworkFields = ({ draft, onChange }: Props) => {
  const { t } = useWords()
  const { connection } = draft
  if (connection.kind !== 'tcp') return null
  return (
    <div className="field-grid">
      <TextField
        value={connection.host}
        onChange={(host) => onChange(withConnection(draft, { ...connection, host: host.trim() }))}
        maxLength={253}
        isRequired
        className="field"
      >
        <Label>{t('setting.host')}</Label>
        <Input data-testid="device-host" spellCheck={false} />
      </TextField>
      <TextField
        value={String(connection.port || '')}
        onChange={(port) => onChange(withConnection(draft, { ...connection, port: portOf(port) }))}
        inputMode="numeric"
        maxLength={5}
        isRequired
        className="field"
      >
        <Label>{t('setting.port')}</Label>
        <Input data-testid="device-port" />
      </TextField>
    </div>
  )
}

/** What was typed as a port; what is none becomes 0, which the station refuses. */
export const portOf = (typed: string): number => Number(typed.replace(/\D/g, '').slice(0, 5))
