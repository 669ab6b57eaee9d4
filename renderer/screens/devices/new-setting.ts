import type {
  FoundDevice,
  PrinterConnection,
  SaveDevice,
  ScannerConnection,
} from '../../../core/contract/devices.ts'

export type Draft = SaveDevice['setting']
export type Connection = Draft['connection']

const CR = 0x0d
const NAME_MAX = 60

/** As most serial scanners leave their factory: no prefix, CR behind each symbol. */
const framing = { prefix: [], suffix: [CR], idleMs: 100 }

const isForScanner = (connection: Connection): connection is ScannerConnection =>
  connection.kind === 'hid' || connection.kind === 'serial'
const isForPrinter = (connection: Connection): connection is PrinterConnection => connection.kind !== 'hid'

export function newScanner(name: string, connection: ScannerConnection, model: string | null): Draft {
  return {
    kind: 'scanner',
    name: name.trim().slice(0, NAME_MAX),
    enabled: true,
    connection,
    model,
    framing,
    sendsAim: true,
  }
}

export function newPrinter(name: string, connection: PrinterConnection, model: string): Draft {
  return {
    kind: 'printer',
    name: name.trim().slice(0, NAME_MAX),
    enabled: true,
    connection,
    model,
    stock: 'both',
    pinsOverSpooler: false,
  }
}

/** What a found device may be used as: a serial line says nothing of what is at its other end. */
export function kindsOf(connection: Connection): readonly Draft['kind'][] {
  const kinds: readonly [boolean, Draft['kind']][] = [
    [isForScanner(connection), 'scanner'],
    [isForPrinter(connection), 'printer'],
  ]
  return kinds.filter(([fits]) => fits).map(([, kind]) => kind)
}

/** The same device as the other kind of thing; unchanged where its connection does not allow it. */
export function asKind(draft: Draft, kind: Draft['kind'], firstModel: string): Draft {
  const { connection } = draft
  if (draft.kind === kind) return draft
  if (kind === 'scanner' && isForScanner(connection)) return newScanner(draft.name, connection, null)
  if (kind === 'printer' && isForPrinter(connection)) return newPrinter(draft.name, connection, firstModel)
  return draft
}

/** What is proposed for a device that was found; null for what the station cannot open. */
export function draftOf(found: FoundDevice, firstModel: string): Draft | null {
  const { connection } = found
  if (!connection) return null
  if (connection.kind === 'hid') return newScanner(found.name, connection, found.model)
  if (connection.kind === 'serial' && found.model === null) return newScanner(found.name, connection, null)
  return newPrinter(found.name, connection, found.model ?? firstModel)
}

/** Sets a printer's or scanner's serial line. */
export function withConnection(draft: Draft, connection: Connection): Draft {
  if (draft.kind === 'scanner') return isForScanner(connection) ? { ...draft, connection } : draft
  return isForPrinter(connection) ? { ...draft, connection } : draft
}
