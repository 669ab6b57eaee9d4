import { useStation } from '../connection/station-context.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { useWords } from '../words/use-words.ts'

/** Serials that run out are told while there is time to ask the brand for more. */
export const SerialsStrip = ({ onGo }: { onGo: () => void }) => {
  const { view } = useStation()
  const { t, say } = useWords()
  const [first, ...others] = view.serials?.low ?? []
  if (!first) return null
  return (
    <div className="device-strip" role="status" data-testid="serials-strip">
      <span className="device-strip-words">
        <strong>{t('serials.title')}</strong> <span>{say(first)}</span>{' '}
        {others.length > 0 && <span>{t('serials.others-too', { n: others.length })}</span>}
      </span>
      <ActionButton look="quiet" hint="F4" onPress={onGo} testId="strip-serials">
        {t('screen.shift')}
      </ActionButton>
    </div>
  )
}
