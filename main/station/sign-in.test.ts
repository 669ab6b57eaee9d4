import { describe, expect, it } from 'vitest'
import { SignInTries } from './sign-in.ts'

describe('wrong passcodes', () => {
  it('may be typed five times, then each try waits longer, and a right one ends it', () => {
    let nowMs = 0
    const tries = new SignInTries(() => nowMs)
    for (let n = 0; n < 5; n++) tries.begin()
    expect(() => tries.begin()).toThrow('sign-in-wait {"seconds":1}')
    nowMs += 1000
    tries.begin()
    expect(() => tries.begin()).toThrow('sign-in-wait {"seconds":2}')
    nowMs += 2000
    tries.begin()
    tries.succeeded()
    for (let n = 0; n < 5; n++) tries.begin()
  })
})
