import Database from 'better-sqlite3'

/**
 * Lets a recorded program set up the connections of what it runs: each makes its transactions once, right after it was
 * opened and its durability asserted.
 */
export function onEachConnection(setUp: (db: Database.Database) => void): void {
  const seen = new WeakSet<Database.Database>()
  const { transaction } = Database.prototype
  Database.prototype.transaction = function (this: Database.Database, work: never) {
    if (!seen.has(this) && !this.readonly) {
      seen.add(this)
      setUp(this)
    }
    return transaction.call(this, work)
  } as typeof transaction
}
