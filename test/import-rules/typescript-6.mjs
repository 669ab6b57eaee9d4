// dependency-cruiser reads TypeScript through the compiler's API, which TypeScript 7 does not have: it would find no
// files and pass. Preloaded with --import, this gives it TypeScript 6 under the name it asks for.
import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, nextResolve) {
    const asked = specifier === 'typescript' || specifier.startsWith('typescript/')
    return nextResolve(asked ? specifier.replace('typescript', 'typescript6') : specifier, context)
  },
})
