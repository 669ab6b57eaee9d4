import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { claimedMembership } from '../../core/membership/membership.ts'
import { readMembershipFile, writeMembershipFile } from '../../core/membership/membership-file.ts'
import { type Rows, SamplePublisher } from '../../main/catalogue/publishers/publishers.stub.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { sampleAdministrators } from '../../main/training/sample-administrators.ts'
import { openVaultFile } from '../../main/workspace/vault.ts'
import { readProfile, workspaceFiles } from '../../main/workspace/workspace.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'

/** The files of another member of a training workspace's consortium: its list, and a version of what it says of goods. */
export interface MemberFiles {
  readonly list: string
  readonly version: string
}

/** Makes them in a folder beside the workspace, whose station may run. */
export async function makeSampleMember(
  workspace: string,
  folder: string,
  org: string,
  rows: Rows,
): Promise<MemberFiles> {
  const files = workspaceFiles(workspace)
  const { consortium, training } = claimedMembership(
    readMembershipFile(readFileSync(files.membership, 'utf8')),
  ).payload
  const { vaultKey } = await openVaultFile(files.vault, TRAINING_PASSPHRASE)
  const store = new StationStore(files.database, { readonly: true })
  const administrators = await sampleAdministrators(store.people, vaultKey, readProfile(workspace)).finally(
    () => store.close(),
  )
  const member = new SamplePublisher(folder, org, 40, { consortium, training, administrators })
  const list = join(folder, `${org}.json`)
  writeFileSync(list, writeMembershipFile(member.list()))
  return { list, version: member.publish(rows) }
}
