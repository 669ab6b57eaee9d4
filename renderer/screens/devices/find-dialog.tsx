import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { DevicesAnswer, FoundDevice } from '../../../core/contract/devices.ts'
import { type Problem, problemOf } from '../../connection/problem.ts'
import { useStation } from '../../connection/station-context.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { CommandLines } from '../../parts/command-lines.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { ProblemText } from '../problem-text.tsx'
import { FoundRow } from './found-row.tsx'
import { portOf } from './network-fields.tsx'

/** Where label printers listen. */
const PRINTER_PORT = '9100'
const FOUND = ['devices', 'found'] as const

interface Props {
  readonly onUse: (found: FoundDevice) => void
  readonly onClose: () => void
}

/** What is there to be used, and the printers of a network by their address: those announce themselves to nobody. */
export const FindDialog = ({ onUse, onClose }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  const queries = useQueryClient()
  const search = useQuery({
    queryKey: FOUND,
    queryFn: () => client.devices.discover({}),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  return (
    <StationDialog title={t('find.title')} onClose={onClose} isWide>
      <div className="stack find-devices" data-testid="find-devices">
        <p className="quiet" role="status">
          {search.isFetching ? t('find.looking') : t('find.hint')}
        </p>
        {search.isError && (
          <p className="tone-stop" role="alert">
            <ProblemText problem={problemOf(search.error)} />
          </p>
        )}
        <AddressForm onUse={onUse} />
        {search.data && <FoundList answer={search.data} onUse={onUse} />}
      </div>
      <div className="dialog-actions">
        <ActionButton
          look="primary"
          autoFocus
          isDisabled={search.isFetching}
          onPress={() => void queries.invalidateQueries({ queryKey: FOUND })}
          testId="find-again"
        >
          {t('find.again')}
        </ActionButton>
        <ActionButton hint="Esc" onPress={onClose}>
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}

interface FoundListProps {
  readonly answer: DevicesAnswer
  readonly onUse: (found: FoundDevice) => void
}

const FoundList = ({ answer, onUse }: FoundListProps) => {
  const { t, say } = useWords()
  return (
    <>
      {answer.found.length === 0 && <p>{t('find.none')}</p>}
      <ul className="found-devices">
        {answer.found.map((found) => (
          <FoundRow key={`${found.what} ${found.where}`} found={found} onUse={onUse} />
        ))}
        {answer.unlisted.map(({ why, fix }) => (
          <li key={`${why.code} ${JSON.stringify(why.detail)}`} className="found-device found-device-warn">
            <div className="device-words">
              <p className="tone-warn">{say(why)}</p>
              <CommandLines lines={fix} />
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

const AddressForm = ({ onUse }: Pick<Props, 'onUse'>) => {
  const { client } = useStation()
  const { t } = useWords()
  const [host, setHost] = useState('')
  const [port, setPort] = useState(PRINTER_PORT)
  const [isAsking, setAsking] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [answer, setAnswer] = useState<DevicesAnswer | null>(null)
  const ask = async (event: FormEvent) => {
    event.preventDefault()
    if (host.trim() === '' || isAsking) return
    setAsking(true)
    setProblem(null)
    setAnswer(null)
    try {
      setAnswer(await client.devices.discover({ host: host.trim(), port: portOf(port) }))
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setAsking(false)
    }
  }
  return (
    <section className="address-form" aria-labelledby="address-title">
      <h3 id="address-title">{t('find.address')}</h3>
      <form onSubmit={ask} className="address-fields" autoComplete="off">
        <TextField value={host} onChange={setHost} maxLength={253} className="field">
          <Label>{t('setting.host')}</Label>
          <Input data-testid="ask-host" spellCheck={false} placeholder="192.168.1.50" />
        </TextField>
        <TextField value={port} onChange={setPort} maxLength={5} inputMode="numeric" className="field">
          <Label>{t('setting.port')}</Label>
          <Input data-testid="ask-port" />
        </TextField>
        <ActionButton type="submit" isDisabled={isAsking} testId="ask-address">
          {t(isAsking ? 'find.asking' : 'find.ask')}
        </ActionButton>
      </form>
      <div role="status">
        {problem && (
          <p className="tone-stop">
            <ProblemText problem={problem} />
          </p>
        )}
        {answer && (
          <FoundList
            answer={{ ...answer, found: answer.found.filter(({ what }) => what === 'tcp') }}
            onUse={onUse}
          />
        )}
      </div>
    </section>
  )
}
