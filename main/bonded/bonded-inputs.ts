import {
  adjustAccount,
  checkSeal,
  closeAccount,
  countArrival,
  destroyGoods,
  endOrder,
  noteOrder,
  openBook,
  sendBack,
  settleSeal,
  shipGoods,
  takeBack,
  takeOrder,
} from '../../core/contract/bonded.ts'

/** What each call that states something is asked with: the command line checks by the same schemas as the contract. */
export const bondedInputs = {
  openBook,
  checkSeal,
  settleSeal,
  countArrival,
  takeOrder,
  noteOrder,
  endOrder,
  ship: shipGoods,
  takeBack,
  sendBack,
  destroy: destroyGoods,
  adjust: adjustAccount,
  close: closeAccount,
} as const

export type BondedAct = keyof typeof bondedInputs
