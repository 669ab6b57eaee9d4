// Who may import whom. The rooms and the reasons stand in docs/house.md; `npm run check` runs these rules over every
// source file, and test/import-rules plants one violation of each.

/** Tests, their suites and stubs may use development packages and reach into any room, wherever they stand. */
const TEST = '(\\.(test|acceptance|stub)\\.tsx?$|^test/)'

/** Build configurations run under Node, beside what they build. */
const CONFIG = '^(renderer/vite\\.config\\.ts|[^/]+\\.(ts|mjs|cjs))$'

/** Packages that are pure enough for core: no I/O, no clock, no randomness of their own. */
const PURE_PACKAGES =
  'node_modules/(@noble/hashes|zod|canonicalize|papaparse|d3-scale|@types/papaparse|@types/d3-scale)/'

const rooms = (...names) => `^(${names.join('|')})/`

/** `room` may not import any of `others`. */
const apart = (room, others, comment) => ({
  name: `${room}-apart`,
  comment,
  severity: 'error',
  from: { path: rooms(room), pathNot: [TEST, CONFIG] },
  to: { path: rooms(...others) },
})

module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      comment:
        'core knows core and a few pure packages: no I/O, no clock, no randomness but what it is handed.',
      severity: 'error',
      from: { path: rooms('core'), pathNot: [TEST, '^core/contract/'] },
      to: { pathNot: [rooms('core'), PURE_PACKAGES] },
    },
    {
      name: 'contract-is-pure',
      comment:
        'The contract says what is called, not how it travels: of the RPC packages only the contract one.',
      severity: 'error',
      from: { path: '^core/contract/', pathNot: TEST },
      to: { pathNot: [rooms('core'), PURE_PACKAGES, 'node_modules/@orpc/contract/'] },
    },
    apart(
      'platform',
      ['drivers', 'sync', 'main', 'renderer', 'test'],
      'platform serves every program and knows none.',
    ),
    apart(
      'drivers',
      ['sync', 'main', 'renderer', 'test'],
      'A device knows nothing of the station that uses it.',
    ),
    apart('sync', ['drivers', 'main', 'renderer', 'test'], 'The ledger is a program of its own.'),
    apart('main', ['renderer', 'test'], 'The station is the same with and without a window.'),
    apart(
      'renderer',
      ['platform', 'drivers', 'sync', 'main', 'test'],
      'The page talks to the station through the contract only.',
    ),
    {
      name: 'renderer-in-a-browser',
      comment: 'The page runs in a browser: no Node.',
      severity: 'error',
      from: { path: rooms('renderer'), pathNot: [TEST, CONFIG] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-types-only',
      comment: 'A value import of the contract drags the validator into the page.',
      severity: 'error',
      from: { path: rooms('renderer'), pathNot: TEST },
      to: { path: '^core/contract/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'electron-confined',
      comment: 'Importing electron outside Electron starts a download; only its host, preload and vault may.',
      severity: 'error',
      from: { pathNot: '^main/hosts/(electron|preload|vault)\\.ts$' },
      to: { path: 'node_modules/electron/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'shipped-packages-only',
      comment: 'What runs without a bundle may not lean on a development package.',
      severity: 'error',
      from: {
        path: rooms('core', 'platform', 'drivers', 'sync', 'main'),
        pathNot: [TEST, '^main/hosts/(electron|preload|vault|bundle-electron)\\.ts$'],
      },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'tests-stay-tests',
      comment: 'What runs at a station leans on nothing that was made for tests.',
      severity: 'error',
      from: { pathNot: [TEST, CONFIG] },
      to: { path: TEST },
    },
    {
      name: 'no-circles',
      comment: 'A circle cannot be understood one file at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'Every import names something that is there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    preserveSymlinks: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
}
