import type { InboundAsn } from '../../../../core/contract/release.ts'
import { useWords } from '../../../words/use-words.ts'

const parts = ['released', 'overridden', 'free', 'held'] as const

/** The lines of a notice by where they stand, as parts of one bar, each with its number and its word. */
export const ReleasePicture = ({ of }: { of: Pick<InboundAsn, (typeof parts)[number]> }) => {
  const { t, number } = useWords()
  const some = parts.filter((part) => of[part] > 0)
  const words = some.map((part) => `${t(`release.state.${part}`)} ${number(of[part])}`).join(' · ')
  return (
    <span className="release-picture" role="img" aria-label={words}>
      {some.map((part) => (
        <span key={part} className={`release-${part}`} style={{ flexGrow: of[part] }}>
          {number(of[part])} {t(`release.state.${part}`)}
        </span>
      ))}
    </span>
  )
}
