import { GridListItem } from 'react-aria-components'
import type { TemplateView } from '../../../core/contract/label-templates.ts'
import { useWords } from '../../words/use-words.ts'

/** One template in the list: what it is for, and what it stands for. */
export const TemplateRow = ({ view }: { view: TemplateView }) => {
  const { t, language } = useWords()
  const { template, title, standing, hash } = view
  return (
    <GridListItem id={hash} textValue={`${template} ${title[language]}`} className="label-row template-row">
      <span>{title[language]}</span>
      <code>{template}</code>
      <span className={`badge badge-${standing}`} data-testid={`standing-${template}`}>
        {t(`templates.standing.${standing}`)}
      </span>
    </GridListItem>
  )
}
