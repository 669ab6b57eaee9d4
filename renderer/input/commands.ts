/**
 * Every key that the station itself answers, and where. The list is what counts: a key that is not on it is never offered to
 * any part (`Keyboard`), and `docs/keys.md` is checked against it.
 *
 * `command` does something by itself. Scanners in keyboard mode type such keys too: for control characters many send function
 * keys, Escape, arrows or a held Alt, each maker by a table of its own. So a command waits until it is clear that no scan goes
 * on with it, and within a scan it is none.
 * `choice` moves a mark or a number on the screen and changes nothing.
 */
export const stationKeys = [
  { key: 'F1', kind: 'command', does: 'Screen: scan' },
  { key: 'F2', kind: 'command', does: 'Screen: labels' },
  { key: 'F3', kind: 'command', does: 'Screen: devices' },
  { key: 'F4', kind: 'command', does: 'Screen: shift and sync' },
  { key: 'F5', kind: 'command', does: 'Screen: control' },
  { key: 'F6', kind: 'command', does: 'Screen: trace' },
  { key: 'F7', kind: 'command', does: 'Screen: label templates' },
  { key: 'F8', kind: 'command', does: 'Scan: cases and pallets (asks what)' },
  { key: 'F9', kind: 'command', does: 'Scan: void a label (asks for a reason)' },
  { key: 'F10', kind: 'command', does: 'Scan: hold the line (asks for a reason)' },
  { key: 'F11', kind: 'command', does: 'Scan: open or close the case' },
  { key: 'F12', kind: 'command', does: 'Scan: missing or damaged units (asks for a reason)' },
  { key: 'Escape', kind: 'command', does: 'Acknowledge a STOP; close a question; dismiss a notice' },
  { key: 'Alt+KeyA', kind: 'command', does: 'Clock: acknowledge or confirm' },
  { key: 'Alt+KeyB', kind: 'command', does: 'Shift: back up' },
  { key: 'Alt+KeyC', kind: 'command', does: 'Shift: close (asks)' },
  { key: 'Alt+KeyD', kind: 'command', does: 'Control, rules: try a draft on past days' },
  { key: 'Alt+KeyF', kind: 'command', does: 'Devices: find' },
  {
    key: 'Alt+KeyG',
    kind: 'command',
    does: 'Templates, rules: approve (asks who). Inspections: the next step of the task',
  },
  {
    key: 'Alt+KeyI',
    kind: 'command',
    does: 'Shift: issue a roll or pack of security stock (asks). Templates, rules: bring a document. Inspections: import files',
  },
  { key: 'Alt+KeyL', kind: 'command', does: 'Training: scan the oldest label' },
  { key: 'Alt+KeyM', kind: 'command', does: 'Labels, trace: more. Devices in training: mend the printer' },
  {
    key: 'Alt+KeyN',
    kind: 'command',
    does: 'Shift: count the security stock (asks). Not let in yet: ask anew',
  },
  { key: 'Alt+KeyO', kind: 'command', does: 'Control, inbound: let goods go on by a word (asks who)' },
  { key: 'Alt+KeyP', kind: 'command', does: 'Devices: pair a scanner' },
  { key: 'Alt+KeyQ', kind: 'command', does: 'Lock' },
  { key: 'Alt+KeyS', kind: 'command', does: 'Shift: seal (asks who)' },
  { key: 'Alt+KeyR', kind: 'command', does: 'Shift: import serials of a brand (asks)' },
  { key: 'Alt+KeyU', kind: 'command', does: 'Control, inbound: lift a hold (asks who)' },
  { key: 'Alt+KeyX', kind: 'command', does: 'Shift: security stock was destroyed (asks who saw it)' },
  { key: 'Alt+KeyY', kind: 'command', does: 'Shift: sync' },
  ...Array.from({ length: 9 }, (_, i) => ({
    key: `Alt+Digit${i + 1}`,
    kind: 'command' as const,
    does: `Training: scan sample ${i + 1}${i < 6 ? `. Control: tab ${i + 1}` : ''}`,
  })),
  ...['Digit', 'Numpad'].flatMap((row) =>
    Array.from({ length: 10 }, (_, i) => ({
      key: `${row}${i}`,
      kind: 'choice' as const,
      does: i === 0 ? 'A number' : 'The row of that number, or a number',
    })),
  ),
  { key: 'ArrowDown', kind: 'choice', does: 'Next row; one less' },
  { key: 'ArrowUp', kind: 'choice', does: 'Row before; one more' },
  { key: 'Backspace', kind: 'choice', does: 'Takes a digit back' },
] as const satisfies readonly { key: string; kind: 'command' | 'choice'; does: string }[]

const kinds: ReadonlyMap<string, 'command' | 'choice'> = new Map(
  stationKeys.map(({ key, kind }) => [key, kind]),
)

/** Whether the station may answer this key, and how. */
export const kindOfKey = (key: string): 'command' | 'choice' | undefined => kinds.get(key)
