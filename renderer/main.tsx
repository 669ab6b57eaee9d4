import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { I18nProvider } from 'react-aria-components'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { StationConnection } from './connection/connection.ts'
import { Outbox } from './connection/outbox.ts'
import { OutboxContext } from './connection/outbox-context.ts'
import { theWay } from './connection/transport.ts'
import { Keyboard } from './input/keyboard.ts'
import { KeyboardContext } from './input/use-keys.ts'
import { Sounds } from './sound/tones.ts'
// Shipped with the page: a station in a warehouse has no web to fetch from.
import '@fontsource/noto-sans-sc/400.css'
import '@fontsource/noto-sans-sc/500.css'
import '@fontsource/noto-sans-sc/700.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/parts.css'
import './styles/frame.css'
import './styles/scan.css'
import './styles/screens.css'
import './styles/devices.css'
import './styles/doubt.css'
import './styles/enrolment.css'
import './styles/control.css'
import './styles/bonded.css'
import './styles/rules.css'
import './styles/goods-data.css'
import './styles/statistics.css'
import './styles/templates.css'
import { startWords } from './words/i18n.ts'
import { useWords } from './words/use-words.ts'

const connection = new StationConnection(theWay())
const outbox = new Outbox(sessionStorage, crypto.randomUUID().replaceAll('-', ''))
const keyboard = new Keyboard()
const sounds = new Sounds()
const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } } })

/** React-aria's own few words (such as "dismiss") follow the language too. */
const Spoken = () => {
  const { language } = useWords()
  return (
    <I18nProvider locale={language}>
      <App connection={connection} sounds={sounds} />
    </I18nProvider>
  )
}

connection.subscribe(() => {
  const now = connection.current()
  if (now.kind === 'live') outbox.attach(now.client, now.view)
  else outbox.detach()
})
keyboard.attach(window)
for (const touch of ['keydown', 'pointerdown'])
  window.addEventListener(touch, () => sounds.wake(), { capture: true })
await startWords()
void connection.run()

const root = document.querySelector('#root')
if (!root) throw new Error('the page has no root')
createRoot(root).render(
  <StrictMode>
    <KeyboardContext value={keyboard}>
      <OutboxContext value={outbox}>
        <QueryClientProvider client={queries}>
          <Spoken />
        </QueryClientProvider>
      </OutboxContext>
    </KeyboardContext>
  </StrictMode>,
)
