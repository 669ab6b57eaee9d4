import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { commandGroups, groupsFor } from './command-groups.ts'

const ignore = () => undefined

describe('a group of commands', () => {
  it.each(commandGroups.map((group) => [group.names.join(', '), group] as const))(
    'adds what it is listed for and nothing else: %s',
    async (_, { names, load }) => {
      const program = new Command()
      ;(await load())(program, ignore)
      expect(program.commands.map((command) => command.name())).toEqual(names)
    },
  )

  it('is read alone when one of its commands is called, and with all others when none is', () => {
    expect(groupsFor(['seal', '--workspace', 'x']).map(({ names }) => names[0])).toEqual(['init'])
    for (const argv of [[], ['--help'], ['help', 'seal'], ['seel']])
      expect(groupsFor(argv)).toBe(commandGroups)
  })
})
