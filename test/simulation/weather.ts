/** How the network behaves now; 0 to 1 for chances, each of one message. */
export interface Weather {
  delayMsMin: number
  delayMsMax: number
  /** A request or its answer is lost. */
  loss: number
  /** A request comes twice. */
  duplicate: number
  /** A connection breaks. */
  cut: number
  /** Somebody on the way drops, doubles or swaps a message inside a connection. */
  meddle: number
}

export const fairWeather: Weather = {
  delayMsMin: 1,
  delayMsMax: 20,
  loss: 0,
  duplicate: 0,
  cut: 0,
  meddle: 0,
}
