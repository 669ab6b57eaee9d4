import { useCallback, useMemo, useRef, useState } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useKeys } from '../../input/use-keys.ts'
import { useWords } from '../../words/use-words.ts'
import { ControlContext, type ControlPlaces } from './control-context.ts'
import { controlTabs } from './tabs.ts'

const keyOf = (digit: number) => `Alt+Digit${digit}`

/** What decides over goods: plans on their way to release, inspections, customs, rules, the data behind them. A tab each. */
export const ControlScreen = () => {
  const { t } = useWords()
  const [shown, setShown] = useState(controlTabs[0]?.name ?? '')
  const tabs = useRef(new Map<string, HTMLDivElement | null>())
  // What had the focus goes with its tab: the keys start again from the one that is shown.
  const show = useCallback((name: string) => {
    setShown(name)
    tabs.current.get(name)?.focus()
  }, [])
  const places = useMemo(
    (): ControlPlaces => ({
      go: show,
      digitOf: (tab) => controlTabs.find(({ name }) => name === tab)?.digit ?? null,
    }),
    [show],
  )
  useKeys(Object.fromEntries(controlTabs.map(({ name, digit }) => [keyOf(digit), () => show(name)])))
  return (
    <main className="control">
      <ControlContext value={places}>
        <Tabs
          className="control-tabs"
          selectedKey={shown}
          onSelectionChange={(key) => setShown(String(key))}
          keyboardActivation="manual"
        >
          <TabList aria-label={t('screen.control')} className="control-strip">
            {controlTabs.map(({ name, word, digit }) => (
              <Tab
                key={name}
                id={name}
                ref={(tab) => {
                  tabs.current.set(name, tab)
                }}
                className="control-tab"
                data-testid={`control-${name}`}
              >
                <kbd>Alt+{digit}</kbd>
                <span>{t(word)}</span>
              </Tab>
            ))}
          </TabList>
          {controlTabs.map(({ name, Screen }) => (
            <TabPanel key={name} id={name} className="control-panel">
              <Screen />
            </TabPanel>
          ))}
        </Tabs>
      </ControlContext>
    </main>
  )
}
