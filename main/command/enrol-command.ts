import { parseTrustFile } from '../../core/evidence/trust.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { enrolTrainingWorkspace } from '../training/enrol-training.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { readNamedFile } from './read-file.ts'
import { answer, tell } from './terminal.ts'

const TRUST_BYTES_MAX = 1_000_000

export interface EnrolOptions {
  readonly enrol: string
  readonly name: string
  readonly trust?: string
  readonly json?: boolean
}

/** Enrols a station from the terminal; Ctrl-C ends it, and nothing was made. The code is also said as a line of JSON. */
export async function enrolCommand(folder: string, options: EnrolOptions): Promise<StationProfile> {
  const cancel = new AbortController()
  const stop = () => cancel.abort()
  process.once('SIGINT', stop)
  let said = ''
  let trouble: string | null = null
  try {
    return await enrolTrainingWorkspace(folder, {
      url: options.enrol,
      station: options.name,
      trust: options.trust
        ? parseTrustFile(Buffer.from(readNamedFile(options.trust, TRUST_BYTES_MAX)).toString('utf8'))
        : null,
      clock: wallClock,
      show: (waiting) => {
        const { code, org, station, expiresAt } = waiting
        if (waiting.trouble && waiting.trouble.code !== trouble) tell(waiting.trouble)
        trouble = waiting.trouble?.code ?? null
        if (expiresAt === null || code === said) return
        said = code
        if (options.json) answer({ format: 'bondmark/enrolment-waiting/1', code, org, station, expiresAt })
        else tell({ code: 'enrolment-waiting', detail: { code, org, station, until: expiresAt } })
      },
      signal: cancel.signal,
    })
  } finally {
    process.off('SIGINT', stop)
  }
}
