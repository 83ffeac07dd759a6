import { expect } from 'chai'
import { Help } from 'commander'
import { commands } from '../harness/cli/commands.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { loadedModules } from './support/loaded-modules.ts'

/** The parts of the command line that load before the command is known. */
const STARTUP =
  /^(?:harness\/(?:cli\/(?:bin|main|commands|error-line|exit-code|misplaced-secrets|outgoing)\.ts|process\/)|reports\/schema\/|test\/support\/|package\.json)/

describe('the modules that a command loads', () => {
  for (const argv of [['--help'], ['--version'], ['rnu'], ['--hepl']]) {
    it(`${argv.join(' ')}: no command`, async () => {
      const { packages, files } = await loadedModules(argv)
      expect(packages.filter((name) => !name.startsWith('node:'))).to.deep.equal(['commander'])
      expect(files.filter((file) => !STARTUP.test(file))).to.deep.equal([])
      expect(files).to.include('harness/cli/main.ts')
    })
  }

  // These modules are large, or belong to a mock that the command does not use.
  const HEAVY = [
    'mocha',
    'msw',
    'nodemailer',
    'undici',
    'ajv',
    'express',
    '@faker-js/faker',
    'csv-parse',
    're2js',
    'jose',
  ]
  const MOCKS = ['mocks/jumpcloud-api/', 'mocks/jumpcloud-scim/', 'mocks/scim-server/']
  const rows: readonly { readonly argv: readonly string[]; readonly uses?: readonly string[] }[] = [
    { argv: ['run', '--help'] },
    { argv: ['console', '--help'] },
    { argv: ['list', 'suites'] },
    { argv: ['evaluate', 'ToLower("A")'] },
    { argv: ['judge', 'no-such.ndjson'] },
    { argv: ['report', 'no-such-folder'] },
    { argv: ['init', '--target', 'https://host.example/scim/v2'] },
    { argv: ['lint', 'default'], uses: ['express', 'mocks/jumpcloud-scim/', 'mocks/scim-server/'] },
    { argv: ['cleanup', '--target', 'http://127.0.0.1:9'], uses: ['undici'] },
    {
      argv: ['provision', '--target', 'http://127.0.0.1:9', '--users', '1', '--dry-run'],
      uses: ['undici', '@faker-js/faker'],
    },
    {
      argv: ['doctor', '--target', 'http://127.0.0.1:9'],
      uses: ['undici'],
    },
  ]
  for (const { argv, uses = [] } of rows) {
    it(`${argv.join(' ')}: ${uses.length === 0 ? 'nothing heavy' : uses.join(', ')}`, async () => {
      const { packages, files } = await loadedModules(argv)
      const heavy = HEAVY.filter((name) => packages.includes(name))
      const mocks = MOCKS.filter((folder) => files.some((file) => file.startsWith(folder)))
      expect([...heavy, ...mocks]).to.have.members([...uses])
    })
  }

  it('run --check of one check against a server: no mock of a server, and nothing heavy except the client', async () => {
    await using server = await listenScimServer()
    const argv = ['run', '--target', server.url, '--check', 'entra.create.external-id', '--no-default-reporters']
    const { code, packages, files } = await loadedModules(argv)
    expect(code).to.equal(0)
    expect(HEAVY.filter((name) => packages.includes(name))).to.deep.equal(['undici'])
    expect(MOCKS.filter((folder) => files.some((file) => file.startsWith(folder)))).to.deep.equal([])
  })

  it('the top-level help describes each command as its own help does', async () => {
    for (const { name, usage, summary, load } of commands) {
      const command = await load()
      expect([command.name(), command.description()]).to.deep.equal([name, summary])
      expect(new Help().subcommandTerm(command), name).to.equal(`${name} ${usage}`)
    }
  })
})
