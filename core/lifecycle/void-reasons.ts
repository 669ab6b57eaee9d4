/**
 * Why a label is given up, as it is recorded: codes, so that a record reads the same whatever language was spoken; a
 * person's own words may stand in their place. `damaged` says that there is no unit left to label: it gets no new serial.
 */
export const voidReasons = [
  'not-printed',
  'torn',
  'smudged',
  'misprint',
  'lost',
  'wrong-place',
  'wrong-goods',
  'overlay-damaged',
  'damaged',
] as const
