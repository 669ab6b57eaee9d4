import type { ReactElement } from 'react'
import type { StationView } from '../../core/contract/station-view.ts'

const shapes: Readonly<
  Record<StationView['state']['kind'] | 'beyond' | 'doubt' | 'lost' | 'printer' | 'unconfirmed', ReactElement>
> = {
  'signed-out': <path d="M8 11V8a4 4 0 0 1 8 0v3M6 11h12v9H6z" />,
  ready: <path d="M4 7V4h3M17 4h3v3M20 17v3h-3M7 20H4v-3M8 8v8M12 8v8M16 8v8" />,
  accepted: (
    <>
      <circle cx="12" cy="12" r="10" />
      <path d="M7 12.5l3.4 3.4L17 9" />
    </>
  ),
  beyond: <path d="M4 20h16M7 20V9h10v11M12 14v-3M12 17v.2M12 6V2.5M9.5 5L12 2.5 14.5 5" />,
  duplicate: <path d="M9 9h11v11H9zM15 9V4H4v11h5" />,
  doubt: (
    <>
      <path d="M4 4h16v16H4z" />
      <path d="M9.2 9.3a2.9 2.9 0 1 1 4.2 2.6c-.9.5-1.4 1-1.4 2.1M12 17v.2" />
    </>
  ),
  printer: <path d="M7 9V3h10v6M5 9h14a2 2 0 0 1 2 2v6h-4M3 17v-6a2 2 0 0 1 2-2M7 14h10v7H7zM3 17h4" />,
  refused: (
    <>
      <circle cx="12" cy="12" r="10" />
      <path d="M9.2 9.3a2.9 2.9 0 1 1 4.2 2.6c-.9.5-1.4 1-1.4 2.1M12 17v.2" />
    </>
  ),
  'pick-lot': <path d="M4 6h2M4 12h2M4 18h2M9 6h11M9 12h11M9 18h11" />,
  stop: <path d="M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8zM12 7v6M12 16.5v.2" />,
  unconfirmed: <path d="M6 2.5h12M6 21.5h12M7.5 2.5v4L12 12l4.5-5.5v-4M7.5 21.5v-4L12 12l4.5 5.5v4" />,
  lost: (
    <path d="M3 3l18 18M8.5 15.5a5 5 0 0 1 5-1.3M5 12a10 10 0 0 1 4-2.4M19 12a10 10 0 0 0-5-2.7M12 19.5v.2" />
  ),
}

/** The picture of a state, beside its word: never the only thing that says it. */
export const StateIcon = ({ kind }: { kind: keyof typeof shapes }) => (
  <svg
    className="state-icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="2.4"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {shapes[kind]}
  </svg>
)

/** Round and green when it is well, square and amber when not: shape and colour say the same. */
export const Lamp = ({ ok }: { ok: boolean }) => (
  <i className={ok ? 'lamp' : 'lamp lamp-warn'} aria-hidden="true" />
)
