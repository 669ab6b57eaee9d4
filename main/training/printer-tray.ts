import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the simulated printer has put out: one file a job, named by its place and its serial. */
export class PrinterTray {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Whether anything came out for a serial or SSCC. */
  has(serial: string): boolean {
    return this.#fileOf(serial) !== undefined
  }

  #fileOf(serial: string): string | undefined {
    if (!existsSync(this.folder)) return undefined
    return readdirSync(this.folder).find((file) => file.endsWith(`-${serial}.zpl`))
  }

  /** The bytes printed for a serial or SSCC when they came out whole, else null. */
  whole(serial: string): Uint8Array | null {
    const name = this.#fileOf(serial)
    if (!name) return null
    const bytes = readFileSync(join(this.folder, name))
    return bytes.toString('latin1').trimEnd().endsWith('^XZ') ? bytes : null
  }
}
