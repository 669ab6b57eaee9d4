import { writeFileSync } from 'node:fs'
import { scenarioPage } from './scenario-page.ts'
import { scenarioPages } from './scenario-pages.ts'

for (const [language, file] of scenarioPages) writeFileSync(file, scenarioPage(language))
