import { implement } from '@orpc/server'
import { draftsContract } from '../../core/contract/drafts.ts'
import type { DraftsDesk } from './drafts-desk.ts'

const os = implement(draftsContract)

/** The calls about rule drafts over their desk: nothing but translation, and who is signed in. */
export function draftsRoutes(desk: DraftsDesk) {
  const shown = (draft: string, write: (by: string) => unknown) => {
    write(desk.attended)
    return desk.show(draft)
  }
  return {
    list: os.list.handler(() => desk.list()),
    show: os.show.handler(({ input }) => desk.show(input.draft)),
    words: os.words.handler(({ input }) => desk.words(input.draft)),
    rule: os.rule.handler(({ input }) => desk.rule(input.draft, input.place)),
    begin: os.begin.handler(({ input }) => desk.show(desk.begin(input, desk.attended))),
    write: os.write.handler(({ input }) => shown(input.draft, (by) => desk.write(input, by))),
    choose: os.choose.handler(({ input }) => shown(input.draft, (by) => desk.choose(input, by))),
    rebase: os.rebase.handler(({ input: { draft } }) => shown(draft, (by) => desk.rebase(draft, by))),
    discard: os.discard.handler(({ input: { draft } }) => shown(draft, (by) => desk.discard(draft, by))),
    reopen: os.reopen.handler(({ input: { draft } }) => shown(draft, (by) => desk.reopen(draft, by))),
    propose: os.propose.handler(({ input }) => desk.propose(input.draft, desk.attended, input.seen)),
    dryRun: os.dryRun.handler(({ input }) => desk.dryRun(input)),
  }
}

/** The same calls at a station that takes nothing. */
export const refusingDrafts = (refuse: () => never) => ({
  list: os.list.handler(refuse),
  show: os.show.handler(refuse),
  words: os.words.handler(refuse),
  rule: os.rule.handler(refuse),
  begin: os.begin.handler(refuse),
  write: os.write.handler(refuse),
  choose: os.choose.handler(refuse),
  rebase: os.rebase.handler(refuse),
  discard: os.discard.handler(refuse),
  reopen: os.reopen.handler(refuse),
  propose: os.propose.handler(refuse),
  dryRun: os.dryRun.handler(refuse),
})
