import { statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { BackupView } from '../../core/contract/station-view.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Station } from '../station/station.ts'
import { backupInProcess } from './backup-process.ts'
import { knownBackups } from './known-backups.ts'
import type { BackupTask } from './make-backup.ts'
import { readPassphrase, requireGoodPassphrase } from './passphrase.ts'

export interface BackupWish {
  /** Absolute path of a folder on the station's machine; made when absent. */
  readonly folder: string
  /** Empty for a backup that is not encrypted, which only training makes from the screen. */
  readonly passphrase: string
  readonly badge: string
  readonly passcode: string
}

/** Backups from the screen: a supervisor asks for one, scanning goes on meanwhile. One at a time. */
export class BackupDesk {
  readonly #station
  readonly #workspace
  readonly #listFile
  #abort: AbortController | null = null
  #running: BackupView['running'] = null
  #failed: BackupView['failed'] = null
  #last: BackupView['last']

  constructor(station: Station, workspace: string, listFile: string) {
    this.#station = station
    this.#workspace = workspace
    this.#listFile = listFile
    this.#last = this.#readLast()
  }

  view(): BackupView {
    return {
      last: this.#last,
      running: this.#running,
      failed: this.#failed,
      folder: this.#last ? dirname(this.#last.file) : join(this.#workspace, 'backups'),
    }
  }

  cancel(): boolean {
    this.#abort?.abort()
    return this.#abort !== null
  }

  /**
   * Throws what is wrong with the wish (`sign-in-refused`, `backup-needs-supervisor`, `backup-passphrase-…`,
   * `backup-folder-relative`, `backup-running`); what happens to the backup itself is in the view, and in the answer.
   */
  async run(wish: BackupWish): Promise<{ ok: boolean }> {
    if (this.#abort) throw new BondmarkError('backup-running', {})
    const abort = new AbortController()
    // Before the first wait: two wishes that come at once are not both granted.
    this.#abort = abort
    try {
      return await this.#make(await this.#granted(wish), abort.signal)
    } finally {
      this.#abort = null
    }
  }

  async #granted({ folder, passphrase, badge, passcode }: BackupWish): Promise<BackupTask> {
    await this.#station.requireSupervisor(badge, passcode)
    const secret = readPassphrase(Buffer.from(passphrase))
    if (secret !== '') requireGoodPassphrase(secret)
    else if (!this.#station.ctx.profile.training) throw new BondmarkError('backup-passphrase-needed', {})
    if (!isAbsolute(folder))
      throw new BondmarkError('backup-folder-relative', { folder: folder.slice(0, 200) })
    return {
      workspace: this.#workspace,
      out: join(folder, this.#fileName()),
      passphrase: secret === '' ? null : secret,
    }
  }

  async #make(task: BackupTask, signal: AbortSignal): Promise<{ ok: boolean }> {
    this.#failed = null
    try {
      await backupInProcess(
        task,
        (running) => {
          this.#running = { ...running }
          this.#station.changed()
        },
        signal,
      )
      return { ok: true }
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      this.#failed = asSentence(error.toFailure())
      return { ok: false }
    } finally {
      this.#running = null
      this.#last = this.#readLast()
      this.#station.changed()
    }
  }

  /** Says whose it is and when it was made, so that a folder of them can be read. */
  #fileName(): string {
    const { ctx } = this.#station
    const at = ctx.clock.now().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
    return `${ctx.profile.station}-${at}.bondmark-backup`
  }

  #readLast(): BackupView['last'] {
    const [newest] = knownBackups(this.#listFile)
    if (!newest) return null
    const { at, file, bytes, statements, encrypted } = newest
    return { at, file, bytes, statements, encrypted, ...this.#whereIs(file) }
  }

  /** A backup on the disk that fails with the station is none; one that is not where it was put may have been taken away. */
  #whereIs(file: string): { there: boolean; sameDisk: boolean } {
    const there = statSync(file, { throwIfNoEntry: false })
    return { there: there !== undefined, sameDisk: there?.dev === statSync(this.#workspace).dev }
  }
}

const asSentence = (failure: Failure): NonNullable<BackupView['failed']> => ({
  code: failure.code,
  detail: { ...failure.detail },
})
