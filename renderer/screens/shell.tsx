import { type ReactElement, useCallback, useState } from 'react'
import { useStation } from '../connection/station-context.ts'
import { useAct } from '../connection/use-act.ts'
import { useKeys } from '../input/use-keys.ts'
import { ActionButton } from '../parts/action-button.tsx'
import type { Word } from '../words/i18n.ts'
import { useWords } from '../words/use-words.ts'
import { ControlScreen } from './control/control-screen.tsx'
import { DeviceStrip } from './device-strip.tsx'
import { labelsInDoubt } from './devices/device-order.ts'
import { DevicesScreen } from './devices/devices-screen.tsx'
import { LabelsScreen } from './labels/labels-screen.tsx'
import { type LineAction, offeredActions, whyNotOffered } from './scan/line-actions.ts'
import { ScanScreen } from './scan/scan-screen.tsx'
import { SerialsStrip } from './serials-strip.tsx'
import { ShiftScreen } from './shift/shift-screen.tsx'
import { StopStrip } from './stop-strip.tsx'
import { TemplatesScreen } from './templates/templates-screen.tsx'
import { TraceScreen } from './trace-screen.tsx'

const screens = [
  { name: 'scan', word: 'screen.scan', key: 'F1' },
  { name: 'labels', word: 'screen.labels', key: 'F2' },
  { name: 'devices', word: 'screen.devices', key: 'F3' },
  { name: 'shift', word: 'screen.shift', key: 'F4' },
  { name: 'control', word: 'screen.control', key: 'F5' },
  { name: 'trace', word: 'screen.trace', key: 'F6' },
  { name: 'templates', word: 'screen.templates', key: 'F7' },
] as const
type ScreenName = (typeof screens)[number]['name']

/** Not everybody's everyday work: their keys are always there, their buttons where the bar has room. */
const elsewhere: readonly string[] = ['control', 'templates']

const isOffered =
  (shown: ScreenName) =>
  ({ name }: (typeof screens)[number]): boolean =>
    shown !== 'scan' || !elsewhere.includes(name)

/** The screens of a signed-in person, and the bar of function keys below them. */
export const Shell = () => {
  const { view } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [screen, setScreen] = useState<ScreenName>('scan')
  const [asked, setAsked] = useState<LineAction | null>(null)
  const forget = useCallback(() => setAsked(null), [])
  const go = (name: ScreenName) => {
    setAsked(null)
    setScreen(name)
  }
  const offered = offeredActions(view)
  const { line } = view
  const openCase = () =>
    line && void act.press({ key: 'open-case', asn: line.asn, line: line.line, lot: line.lot })
  const closeCase = () => void act.press({ key: 'close-case' })
  const refuse = (key: string) => act.tell({ kind: 'word', word: whyNotOffered(key, view) })
  const inDoubt = labelsInDoubt(view.outstanding).length > 0
  const isClosing = view.openCase !== null
  const actions: readonly { key: string; word: Word; isOffered: boolean; run: () => void }[] = [
    { key: 'F8', word: 'action.packing', isOffered: true, run: () => setAsked('packing') },
    {
      key: 'F9',
      word: inDoubt ? 'action.void-doubt' : 'action.void',
      isOffered: offered.void,
      run: () => setAsked('void'),
    },
    { key: 'F10', word: 'action.hold', isOffered: offered.hold, run: () => setAsked('hold') },
    isClosing
      ? { key: 'F11', word: 'action.close-case', isOffered: offered.closeCase, run: closeCase }
      : { key: 'F11', word: 'action.open-case', isOffered: offered.openCase, run: openCase },
    { key: 'F12', word: 'action.short', isOffered: offered.missing, run: () => setAsked('missing') },
  ]
  useKeys({
    ...Object.fromEntries(screens.map(({ name, key }) => [key, () => go(name)])),
    ...(screen === 'scan'
      ? Object.fromEntries(
          actions.map(({ key, isOffered, run }) => [key, isOffered ? run : () => refuse(key)]),
        )
      : {}),
  })
  const shown: Readonly<Record<ScreenName, () => ReactElement>> = {
    scan: () => <ScanScreen asked={asked} onAnswered={forget} onVoid={() => setAsked('void')} />,
    labels: () => <LabelsScreen />,
    devices: () => <DevicesScreen />,
    shift: () => <ShiftScreen />,
    control: () => <ControlScreen />,
    trace: () => <TraceScreen />,
    templates: () => <TemplatesScreen />,
  }
  return (
    <>
      {screen !== 'scan' && view.state.kind === 'stop' && (
        <StopStrip state={view.state} onGo={() => go('scan')} />
      )}
      {screen !== 'devices' && <DeviceStrip onGo={() => go('devices')} />}
      {screen !== 'shift' && <SerialsStrip onGo={() => go('shift')} />}
      {shown[screen]()}
      <footer className="key-bar">
        <nav aria-label={t('screens')}>
          {screens.filter(isOffered(screen)).map(({ name, key, word }) => (
            <ActionButton
              key={key}
              look="bar"
              hint={key}
              isCurrent={name === screen}
              onPress={() => go(name)}
              testId={`tab-${name}`}
            >
              {t(word)}
            </ActionButton>
          ))}
        </nav>
        {screen === 'scan' && (
          <nav className="key-bar-actions" aria-label={t('actions')}>
            {actions.map(({ key, word, isOffered, run }) => (
              <ActionButton
                key={key}
                look="bar"
                hint={key}
                isDisabled={!isOffered}
                onPress={run}
                testId={`action-${key}`}
              >
                {t(word)}
              </ActionButton>
            ))}
          </nav>
        )}
      </footer>
    </>
  )
}
