import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { GridList } from 'react-aria-components'
import type { TemplatesAnswer, TemplateView } from '../../../core/contract/label-templates.ts'
import { useStation } from '../../connection/station-context.ts'
import { SelectField } from '../../parts/choice-field.tsx'
import { useWords } from '../../words/use-words.ts'
import { SupervisorDialog } from '../supervisor-dialog.tsx'
import { BringTemplate } from './bring-template.tsx'
import { ChosenTemplate } from './chosen-template.tsx'
import { TemplateRow } from './template-row.tsx'

const languages = ['zh-CN', 'en', 'ja', 'ko'] as const
type Language = TemplatesAnswer['language']

/** What waits for somebody first, else what was chosen last, else the first. */
function shownOf(templates: readonly TemplateView[], chosen: string | null): TemplateView | null {
  return (
    templates.find(({ hash }) => hash === chosen) ??
    templates.find(({ standing }) => standing === 'waiting') ??
    templates[0] ??
    null
  )
}

interface FixedWordsProps {
  readonly templates: readonly TemplateView[]
  readonly language: Language
}

/** Which of the templates in force would not say all of their words in this language: theirs are Chinese and English for good. */
const FixedWords = ({ templates, language }: FixedWordsProps) => {
  const { t } = useWords()
  const fixed = templates.filter(({ standing, fixedWords }) => standing === 'in-force' && fixedWords)
  if (language === 'zh-CN' || fixed.length === 0) return null
  return (
    <p className="quiet" data-testid="fixed-words">
      {t('templates.fixed-words', { templates: fixed.map(({ template }) => template).join(', ') })}
    </p>
  )
}

/** What labels are printed by: brought, looked at, approved by a supervisor, put in force, retired. */
export const TemplatesScreen = () => {
  const { client, view } = useStation()
  const { t } = useWords()
  const [chosen, setChosen] = useState<string | null>(null)
  const [wanted, setWanted] = useState<Language | null>(null)
  const { data } = useQuery({
    queryKey: ['templates', view.revision],
    queryFn: () => client.templates.list(),
    placeholderData: keepPreviousData,
  })
  if (!data) return <main className="two-columns" />
  const shown = shownOf(data.templates, chosen)
  return (
    <main className="two-columns templates">
      <section className="card scrolls">
        <header className="card-head">
          <h1>{t('templates.title')}</h1>
          <BringTemplate onTaken={setChosen} />
        </header>
        <SelectField
          label={t('templates.language')}
          value={data.language}
          options={languages.map((language) => ({
            value: language,
            word: t(`templates.language.${language}`),
          }))}
          onChoose={setWanted}
          testId="label-language"
        />
        <FixedWords templates={data.templates} language={data.language} />
        <GridList
          aria-label={t('templates.title')}
          className="label-rows"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={shown ? [shown.hash] : []}
          onSelectionChange={(keys) => {
            const [first] = keys === 'all' ? [] : keys
            if (typeof first === 'string') setChosen(first)
          }}
          items={data.templates.map((template) => ({ id: template.hash, template }))}
        >
          {({ template }) => <TemplateRow view={template} />}
        </GridList>
      </section>
      <section className="card scrolls">
        {shown && <ChosenTemplate key={shown.hash} view={shown} all={data} />}
      </section>
      {wanted && wanted !== data.language && (
        <SupervisorDialog
          title={t('templates.language-title', { language: t(`templates.language.${wanted}`) })}
          hint={t('templates.language-hint')}
          confirm={t('templates.language-go')}
          onSubmit={(badge, passcode) => client.templates.setLanguage({ language: wanted, badge, passcode })}
          onClose={() => setWanted(null)}
        >
          <FixedWords templates={data.templates} language={wanted} />
        </SupervisorDialog>
      )}
    </main>
  )
}
