import { describe, expect, it } from 'vitest'
import { openWaitingRoom } from './waiting-room.ts'

/** A room of six, three of one address; says who was shown out. */
function smallRoom() {
  const out: string[] = []
  const room = openWaitingRoom({ max: 6, maxOfAddress: 3 })
  const enter = (address: string, name: string) => room.enter(address, () => out.push(name))
  return { room, enter, out }
}

describe('the waiting room', () => {
  it('shows out the oldest of an address that has too many', () => {
    const { room, enter, out } = smallRoom()
    enter('192.0.2.9', 'other')
    for (const name of ['a', 'b', 'c', 'd', 'e']) enter('192.0.2.1', name)
    expect(out).toEqual(['a', 'b'])
    expect(room.size()).toBe(4)
    expect(room.evicted()).toBe(2)
  })

  it('shows out of the most crowded address when it is full', () => {
    const { enter, out } = smallRoom()
    enter('192.0.2.9', 'lone')
    for (const name of ['a', 'b', 'c']) enter('192.0.2.1', name)
    for (const name of ['x', 'y']) enter('192.0.2.2', name)
    enter('192.0.2.3', 'new')
    expect(out).toEqual(['a'])
  })

  it('shows out last who is being answered, and whose address has proved a key', () => {
    const { enter, out } = smallRoom()
    enter('192.0.2.1', 'proved').proved()
    enter('192.0.2.1', 'a')
    enter('192.0.2.1', 'b')
    const reader = enter('192.0.2.2', 'reader')
    reader.busy(true)
    for (const address of ['192.0.2.3', '192.0.2.4', '192.0.2.5']) enter(address, address)
    for (const address of ['192.0.2.6', '192.0.2.7']) enter(address, address)
    expect(out).toEqual(['192.0.2.3', '192.0.2.4'])
    reader.busy(false)
    enter('192.0.2.8', '192.0.2.8')
    expect(out.at(-1)).toBe('reader')
  })

  it('forgets who has left, once', () => {
    const { room, enter, out } = smallRoom()
    const guest = enter('192.0.2.1', 'a')
    guest.left()
    guest.left()
    for (const name of ['b', 'c', 'd']) enter('192.0.2.1', name)
    expect(out).toEqual([])
    expect(room.size()).toBe(3)
  })
})
