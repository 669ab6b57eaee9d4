import type { ReactElement } from 'react'
import type { StationView } from '../../core/contract/station-view.ts'

type Kind = StationView['devices'][number]['kind']

const shapes: Readonly<Record<Kind, ReactElement>> = {
  scanner: (
    <>
      <path d="M5 5h12l4 3v3l-4 2H9.5L11 20H7L5 12.5z" />
      <path d="M9.5 13l.6 3H13M1.5 7v4M3 9h.1" />
    </>
  ),
  printer: (
    <>
      <path d="M6 9V3.5h12V9M4 9h16a1.5 1.5 0 0 1 1.5 1.5V17H18v-3H6v3H2.5v-6.5A1.5 1.5 0 0 1 4 9z" />
      <path d="M6 14h12v6.5H6zM9 17.2h6M17.6 11.6h.2" />
    </>
  ),
  ledger: (
    <>
      <path d="M5 3.5h12.5A1.5 1.5 0 0 1 19 5v15.5H6.5A1.5 1.5 0 0 1 5 19z" />
      <path d="M5 19a1.5 1.5 0 0 1 1.5-1.5H19M9 7.5h6M9 11h6" />
    </>
  ),
}

/** What kind of device it is; its name and kind are written beside it. */
export const DeviceIcon = ({ kind }: { kind: Kind }) => (
  <svg
    className="device-icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.7"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {shapes[kind]}
  </svg>
)
