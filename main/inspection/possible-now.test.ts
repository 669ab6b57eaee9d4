import { expect, it } from 'vitest'
import { wordsFor } from '../../core/errors/words.ts'
import { refusedEvent } from './move-task.ts'
import type { StoredTask } from './tasks.ts'

it('says what is possible now where something is not, in words', () => {
  const task = { id: 'a'.repeat(64), state: 'created' } as StoredTask
  const failure = refusedEvent(task, 'conclude').toFailure()
  expect(wordsFor(failure, 'en')).toContain('is to be sampled or sent, so one cannot conclude it now')
  expect(wordsFor(failure, 'en')).toContain('Possible now: choose the agency, take samples, send it')
  expect(wordsFor(failure, 'zh-CN')).toContain('现在可以：选择机构、取样、发给机构、取消')
  expect(wordsFor(refusedEvent(task, 'sample').toFailure(), 'en')).toContain(
    'Possible now: choose the agency, send it',
  )
  const ended = refusedEvent({ ...task, state: 'cancelled' }, 'send').toFailure()
  expect(wordsFor(ended, 'en')).toContain('Possible now: nothing: it has ended')
})
