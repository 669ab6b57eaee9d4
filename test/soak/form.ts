/** Runs so many rounds and prints how each went. Resolves to how many came to harm. */
export type Soak = (rounds: number, seed: number) => Promise<number>
