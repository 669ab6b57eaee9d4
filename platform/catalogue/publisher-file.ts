import { createHash } from 'node:crypto'

/**
 * Where the goods data of another member lies, beside a workspace's catalogue. By a hash, because names of organisations may
 * differ in nothing but case, or be what a file system keeps for itself.
 */
export const publisherFile = (catalogue: string, org: string): string => {
  const name = createHash('sha256').update(org).digest('hex').slice(0, 16)
  return catalogue.replace(/(\.sqlite)?$/, `-of-${name}.sqlite`)
}
