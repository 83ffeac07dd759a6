import { expect } from 'chai'
import { Help } from 'commander'
import { commands } from '../harness/cli/commands.ts'
import { loadedModules } from './support/loaded-modules.ts'

/** The parts of the command line that a start needs before it knows a command. */
const STARTUP =
  /^(?:harness\/(?:cli\/(?:bin|main|commands|exit-code|outgoing)\.ts|process\/)|reports\/schema\/|test\/support\/|package\.json)/

describe('the modules that a command loads', () => {
  for (const argv of [['--help'], ['--version'], ['rnu'], ['--hepl']]) {
    it(`${argv.join(' ')}: no command`, async () => {
      const { packages, files } = await loadedModules(argv)
      expect(packages.filter((name) => !name.startsWith('node:'))).to.deep.equal(['commander'])
      expect(files.filter((file) => !STARTUP.test(file))).to.deep.equal([])
      expect(files).to.include('harness/cli/main.ts')
    })
  }

  it('the top-level help shows each command as its own help does', async () => {
    for (const { name, usage, summary, load } of commands) {
      const command = await load()
      expect([command.name(), command.description()]).to.deep.equal([name, summary])
      expect(new Help().subcommandTerm(command), name).to.equal(`${name} ${usage}`)
    }
  })
})
