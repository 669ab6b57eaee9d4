import type { Change } from './bonded-said.ts'

/** What of a lot lies where. Plain arithmetic: nothing is refused here, what is below zero is found. */
export interface Piles {
  sellable: number
  held: number
  damaged: number
  /** With consumers. */
  out: number
  over: number
}

/** How each kind changes the piles: `state` stands for the one that the movement names. */
const rules: Readonly<Record<string, readonly (readonly [keyof Piles | 'state', 1 | -1])[]>> = {
  received: [['sellable', 1]],
  'received-damaged': [['damaged', 1]],
  'consumer-return': [
    ['state', 1],
    ['out', -1],
  ],
  'transferred-in': [['state', 1]],
  'adjusted-in': [['state', 1]],
  shipped: [
    ['sellable', -1],
    ['out', 1],
  ],
  'returned-to-sender': [['state', -1]],
  destroyed: [['state', -1]],
  seized: [['held', -1]],
  'transferred-out': [['state', -1]],
  'adjusted-out': [['state', -1]],
  held: [
    ['sellable', -1],
    ['held', 1],
  ],
  released: [
    ['held', -1],
    ['sellable', 1],
  ],
  'found-damaged': [
    ['sellable', -1],
    ['damaged', 1],
  ],
  over: [['over', 1]],
  'over-settled': [['over', -1]],
  'not-admitted': [],
}

/** Every lot's piles after what was stated so far, one statement after the other. */
export class AllPiles {
  readonly #lots = new Map<string, Piles>()

  of({ entry, item, gtin, lot }: Pick<Change, 'entry' | 'item' | 'gtin' | 'lot'>): Piles {
    const key = JSON.stringify([entry, item, gtin, lot])
    const found = this.#lots.get(key) ?? { sellable: 0, held: 0, damaged: 0, out: 0, over: 0 }
    this.#lots.set(key, found)
    return found
  }

  /** The first pile that falls below zero, or `kind` for a movement that there is none of; null when all is well. */
  take(change: Change): string | null {
    const rule = rules[change.kind]
    if (!rule) return 'kind'
    const piles = this.of(change)
    let below: string | null = null
    for (const [pile, sign] of rule) {
      const name = (pile === 'state' ? change.state : pile) as keyof Piles
      if (!(name in piles)) return 'state'
      piles[name] += sign * change.quantity
      if (piles[name] < 0) below ??= name
    }
    return below
  }
}
