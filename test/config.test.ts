import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect } from 'chai'
import { onDemandCommand } from '../harness/cli/on-demand.ts'
import { provisionCommand } from '../harness/cli/provision.ts'
import { runCommand } from '../harness/cli/run.ts'
import { configSchema } from '../harness/index.ts'
import { DEFAULT_ENTRA_SWITCHES, parseEntraSwitch } from '../mocks/entra/index.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { type Ended, root, scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

/** Flags that apply to a single run, so that they are not in a configuration. */
const ONCE = ['config', 'json', 'dryRun', 'restart', 'allowDeletes', 'member', 'lastFailed']

describe('rehearsal.config', () => {
  it('knows every option of run and provision, and no other', () => {
    const { properties } = configSchema as { properties: Record<string, { properties?: object }> }
    const names = (command: ReturnType<typeof runCommand>): string[] =>
      [...new Set(command.options.map((option) => option.attributeName()))].filter((name) => !ONCE.includes(name))
    const shared = names(runCommand()).map((name) => (name === 'header' ? 'headers' : name))
    expect(Object.keys(properties)).to.have.members([...shared, '$schema', 'capabilities', 'provision'])
    const provision = [...names(provisionCommand()), ...names(onDemandCommand())]
    const alone = provision.filter((name) => !shared.includes(name) && name !== 'header')
    expect(Object.keys(properties['provision']?.properties ?? {})).to.have.members([...new Set(alone)])
  })

  it('knows every switch of the Entra client, each with its default among the values', () => {
    const { properties } = configSchema as {
      properties: {
        provision: { properties: { switch: { properties: Record<string, { enum?: readonly string[] }> } } }
      }
    }
    const known = properties.provision.properties.switch.properties
    expect(Object.keys(known)).to.have.members(Object.keys(DEFAULT_ENTRA_SWITCHES))
    for (const [name, { enum: values }] of Object.entries(known))
      for (const value of values ?? []) expect(parseEntraSwitch(`${name}=${value}`)).to.deep.equal({ [name]: value })
  })

  it('is found in a folder above, its paths are relative to its own folder, and flags override it', async () => {
    using folder = temporaryFolder()
    await using server = await listenScimServer({ token: 'secret-of-this-test' })
    const inner = join(folder.path, 'packages', 'one')
    mkdirSync(inner, { recursive: true })
    const config = {
      target: server.url,
      headers: { authorization: 'Bearer secret-of-this-test' },
      suite: ['rfc9865'],
      out: 'out',
      seed: 7,
      capabilities: { cursor: false },
      reporter: ['json', 'ndjson'],
    }
    writeFileSync(join(folder.path, 'rehearsal.config.json'), JSON.stringify(config))
    const run = (...argv: string[]): Promise<Ended> => scimRehearsal(['run', ...argv], { folder: inner })
    expect(await run()).to.include({ code: 0, stderr: '' })
    const result = resultOf(folder.path)
    expect(result.run).to.include({ seed: 7, command: runOf(inner, 7) })
    expect(result.target.capabilities['cursor'], 'cursor, as the configuration says').to.equal(false)
    await run('--seed', '8', '--check', 'scim.create.answers-201')
    const narrowed = resultOf(folder.path)
    expect(narrowed.run.seed).to.equal(8)
    expect(narrowed.checks.map(({ id }) => id)).to.deep.equal(['scim.create.answers-201'])
  })

  it('may be TypeScript that imports this package, even if only npx has it', async () => {
    using folder = temporaryFolder()
    writeFileSync(
      join(folder.path, 'rehearsal.config.ts'),
      "import { defineConfig } from 'scim-rehearsal'\nconst users: number = 3\nexport default defineConfig({ seed: 1, provision: { users } })\n",
    )
    const { stdout } = await scimRehearsal(['provision'], { folder: folder.path })
    expect(stdout).to.match(/^Provisioning 3 users .*\(seed 1\)/)
  })

  for (const [name, file, text, message] of [
    ['an unknown key', 'json', '{"conccurency":3}', 'conccurency is not an option; did you mean concurrency?'],
    ['a value that is not one of the words', 'json', '{"failOn":"mst"}', 'failOn takes must, should, never, not "mst"'],
    ['a value of another type', 'json', '{"seed":"x"}', 'seed must be integer, not "x"'],
    ['a value out of bounds', 'json', '{"concurrency":0}', 'concurrency must be >= 1, not 0'],
    [
      'a key within another',
      'json',
      '{"provision":{"userss":1}}',
      'provision.userss is not an option; did you mean users?',
    ],
    [
      'an unknown capability',
      'json',
      '{"capabilities":{"bulks":true}}',
      'capabilities.bulks is not an option; did you mean bulk?',
    ],
    ['a file that is not JSON', 'json', '{,}', 'is not JSON'],
    ['a module without a default export', 'ts', 'export const x = 1', 'has no default export'],
    ['a module that cannot be loaded', 'ts', "import 'nowhere'", "Cannot find package 'nowhere'"],
    ['a module that throws', 'js', 'throw new Error("out of luck")', 'out of luck'],
  ] as const) {
    it(`rejects ${name}: 2, and one line with the key`, async () => {
      using folder = temporaryFolder()
      writeFileSync(join(folder.path, `rehearsal.config.${file}`), text)
      const { code, stderr } = await scimRehearsal(['run'], { folder: folder.path })
      expect(code).to.equal(2)
      expect(stderr.trimEnd().split('\n')).to.have.length(1)
      expect(stderr).to.include(`rehearsal.config.${file}`).and.to.include(message)
    })
  }

  it('rejects contradicting options in a file, and lets the command line decide', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'rehearsal.config.json')
    writeFileSync(file, JSON.stringify({ target: 'http://127.0.0.1:1/scim', embedded: true }))
    const both = await scimRehearsal(['run'], { folder: folder.path })
    expect(both).to.deep.include({ code: 2, stdout: '' })
    expect(both.stderr).to.match(/rehearsal\.config\.json: (?:target cannot be used with embedded|embedded cannot)/)
    writeFileSync(file, JSON.stringify({ target: 'http://127.0.0.1:1/scim', token: 't', out: 'out' }))
    const embedded = await scimRehearsal(['run', '--embedded', '--suite', 'rfc9865'], { folder: folder.path })
    expect(embedded.code, embedded.stdout + embedded.stderr).to.equal(0)
    writeFileSync(join(folder.path, 'token'), 'another\n')
    const unreachable = await scimRehearsal(['run', '--token-file', 'token'], { folder: folder.path })
    expect(unreachable.code, 'the token of the file is left out').to.equal(3)
  })

  it('has the paths of all options relative to the file', async () => {
    using folder = temporaryFolder()
    const inner = join(folder.path, 'inner')
    mkdirSync(inner)
    const config = { target: 'http://127.0.0.1:1/scim', tokenFile: 'nowhere.txt' }
    writeFileSync(join(folder.path, 'rehearsal.config.json'), JSON.stringify(config))
    const { stderr } = await scimRehearsal(['run'], { folder: inner })
    expect(stderr).to.equal('../nowhere.txt cannot be read (ENOENT)\n')
  })

  it('reports all faults at once, and a file that does not exist', async () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'c.json'), '{"seed":-1,"rate":0}')
    const { stderr } = await scimRehearsal(['run', '--config', 'c.json'], { folder: folder.path })
    expect(stderr).to.match(/^c\.json: seed .*; rate .*\n$/)
    const missing = await scimRehearsal(['run', '--config', 'd.json'], { folder: folder.path })
    expect(missing.stderr).to.equal('--config d.json does not exist; `scim-rehearsal init` writes one\n')
  })
})

interface Read {
  readonly run: { readonly seed: number; readonly command: string }
  readonly target: { readonly capabilities: Readonly<Record<string, boolean>> }
  readonly checks: readonly { readonly id: string }[]
}

function resultOf(folder: string): Read {
  return JSON.parse(readFileSync(join(folder, 'out', 'result.json'), 'utf8')) as Read
}

/** Returns the rerun of a run: it omits the options of the configuration. */
const runOf = (folder: string, seed: number): string =>
  `node ${relative(folder, join(root, 'harness/cli/bin.ts'))} run --config ../../rehearsal.config.json --seed ${seed}`
