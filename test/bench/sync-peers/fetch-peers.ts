import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The peers, pinned: fetched for a measurement and never a dependency. */
export const PEERS = {
  '@automerge/automerge-repo': '2.5.6',
  '@automerge/automerge-repo-network-websocket': '2.5.6',
  '@automerge/automerge-repo-storage-nodefs': '2.5.6',
  pouchdb: '9.0.0',
  'express-pouchdb': '4.2.0',
  express: '4.21.2',
} as const

/** Installs the peers below `folder` from npm's registry; answers the folder to resolve them from. */
export function fetchPeers(folder: string): string {
  const packages = join(folder, 'packages')
  mkdirSync(packages)
  writeFileSync(join(packages, 'package.json'), '{"private":true}')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const wanted = Object.entries(PEERS).map(([name, version]) => `${name}@${version}`)
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...wanted]
  process.stderr.write(`npm ${args.join(' ')}, in ${packages}\n`)
  const { status } = spawnSync(npm, args, { cwd: packages, stdio: ['ignore', 2, 2] })
  if (status !== 0) throw new Error('npm could not fetch the peers')
  return packages
}
