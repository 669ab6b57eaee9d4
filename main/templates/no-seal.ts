/** As many characters as a seal has, none of which any key has signed: what a picture shows in a seal's place. */
export const NO_SEAL = 'A'.repeat(91)
