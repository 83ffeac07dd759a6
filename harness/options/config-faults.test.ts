import { expect } from 'chai'
import { configFaults } from './config-faults.ts'
import { configSchema } from './config-schema.ts'
import type { OptionRow, OptionTable, OptionValue } from './option.ts'
import { provisionOptions } from './provision-options.ts'
import { runOptions } from './run-options.ts'

/** Returns values that an option of this form accepts, and values that it rejects. */
function samplesOf(value: OptionValue): readonly [accepted: readonly unknown[], rejected: readonly unknown[]] {
  switch (value.kind) {
    case 'switch':
      return [
        [true, false],
        ['true', 1, null],
      ]
    case 'string':
      return value.pattern === undefined ? [['x'], ['', 1, null]] : [['1/2'], ['0/2', 'x1/2', '1/2x']]
    case 'path':
      return [['x/y'], ['', 1]]
    case 'budget':
      return [['p95<500ms'], ['p95<1', 1]]
    case 'integer': {
      const { minimum, maximum } = value
      const above = maximum === undefined ? [] : [maximum + 1]
      return [
        [minimum, maximum ?? minimum + 1],
        [minimum - 1, ...above, minimum + 0.5, String(minimum)],
      ]
    }
    case 'rate':
      return [
        [0.5, 30],
        [0, -1, '30/s'],
      ]
    case 'word':
      return [value.words, ['', 'no such word', 1]]
    case 'day':
      return [['2026-07-01'], ['2026-7-1', 'x2026-07-01', '2026-07-01x', 1]]
    case 'settings':
      return [[{}], [{ noSuchSetting: 1 }, [], 'x']]
    case 'header':
      return [[], []]
  }
}

const optionsOf = (table: OptionTable): readonly (readonly [name: string, row: OptionRow])[] =>
  Object.entries(table).filter(([name, { once }]) => once !== true && name !== 'header')

describe('a configuration', () => {
  for (const [place, table] of [
    ['', runOptions],
    ['provision', provisionOptions],
  ] as const) {
    const faultsWith = (name: string, value: unknown): readonly string[] =>
      configFaults(place === '' ? { [name]: value } : { [place]: { [name]: value } })
    for (const [name, row] of optionsOf(table))
      it(`accepts and rejects values of ${place}${place === '' ? '' : '.'}${name}`, () => {
        const [accepted, rejected] = samplesOf(row.value)
        const given = (value: unknown): unknown => (row.repeats === true ? [value] : value)
        for (const value of accepted) expect(faultsWith(name, given(value)), JSON.stringify(value)).to.deep.equal([])
        for (const value of rejected)
          expect(faultsWith(name, given(value)), JSON.stringify(value)).to.not.deep.equal([])
        const [usual] = accepted
        expect(faultsWith(name, row.repeats === true ? usual : [usual]), 'a list').to.not.deep.equal([])
      })
  }

  it('has no option that applies only to a single run, and no unknown one', () => {
    expect(configFaults({ lastFailed: true })).to.deep.equal(['lastFailed is not an option'])
    expect(configFaults({ header: ['x: y'] })).to.deep.equal(['header is not an option; did you mean headers?'])
    expect(configFaults({ provision: { userss: 1 }, capabilities: { bulks: true } })).to.have.members([
      'provision.userss is not an option; did you mean users?',
      'capabilities.bulks is not an option; did you mean bulk?',
    ])
  })

  it('may name its schema, headers and capabilities', () => {
    const config = {
      $schema: './schema.json',
      headers: { 'x-tenant': '7', "!#$%&'*+.^_`|~": '8' },
      capabilities: { bulk: true, cursor: false },
      provision: {},
    }
    expect(configFaults(config)).to.deep.equal([])
    expect(configFaults({ capabilities: { bulk: 'yes' } })).to.deep.equal([
      'capabilities.bulk must be boolean, not "yes"',
    ])
    expect(configFaults({ headers: { 'a b': 'x' } }).join()).to.match(/^headers /)
    expect(configFaults({ $schema: 7 })).to.deep.equal(['$schema must be string, not 7'])
  })

  it('describes each option with its default', () => {
    const { properties } = configSchema as {
      properties: Record<string, { description?: string; default?: unknown; properties?: Record<string, object> }>
    }
    for (const [name, { help, default: usual }] of optionsOf(runOptions)) {
      expect(properties[name]?.description, name).to.equal(help)
      expect(properties[name]?.default, name).to.equal(usual)
    }
    expect(configSchema).to.have.property('title').that.includes('scim-rehearsal')
    for (const name of ['headers', 'capabilities', 'provision'])
      expect(properties[name]?.description, name).to.be.a('string').that.is.not.equal('')
    for (const [name, row] of optionsOf(provisionOptions))
      expect(properties['provision']?.properties?.[name], name).to.include({ description: row.help })
  })
})

describe('the faults of a configuration', () => {
  it('are all reported', () => {
    expect(configFaults({ seed: 'x', concurrency: 0, failOn: 'mst' })).to.have.members([
      'seed must be integer, not "x"',
      'concurrency must be >= 1, not 0',
      'failOn takes must, should, never, not "mst"',
    ])
  })

  it('name the type of a value that is not simple, and shorten a long one', () => {
    for (const [config, fault] of [
      [[], 'the configuration must be object, not an array'],
      [null, 'the configuration must be object, not null'],
      ['x', 'the configuration must be object, not "x"'],
      [{ seed: {} }, 'seed must be integer, not an object'],
      [{ seed: [] }, 'seed must be integer, not an array'],
      [{ seed: null }, 'seed is null; set the variable that it is read from, or leave seed out'],
      [{ suite: [undefined] }, 'suite.0 is undefined; set the variable that it is read from, or leave suite.0 out'],
      [{ rate: Number.NaN }, 'rate must be > 0, not NaN'],
      [{ seed: 'x'.repeat(58) }, `seed must be integer, not "${'x'.repeat(58)}"`],
      [{ seed: 'x'.repeat(59) }, `seed must be integer, not "${'x'.repeat(59)}…`],
    ] as const)
      expect(configFaults(config)).to.deep.equal([fault])
  })

  const secrets = [...optionsOf(runOptions)].filter(([, { secret }]) => secret !== undefined).map(([name]) => name)
  for (const name of new Set([...secrets, 'token', 'oauthClientSecret', 'target', 'spawn', 'oauthTokenUrl']))
    it(`do not show the value of ${name}`, () => {
      expect(configFaults({ [name]: 12_345_678 })).to.deep.equal([`${name} must be string, not a number`])
      for (const value of [null, '', ' '])
        expect(configFaults({ [name]: value }).join()).to.match(
          new RegExp(`^${name} is (?:null|empty); set the variable that it is read from, or (?:leave|write) `),
        )
    })

  it('do not show the value of a header, nor of the mail server', () => {
    expect(configFaults({ headers: { 'x-api-key': 12_345_678 } })).to.deep.equal([
      'headers.x-api-key must be string, not a number',
    ])
    expect(configFaults({ headers: 'x-api-key: abc' })).to.deep.equal(['headers must be object, not a string'])
    expect(configFaults({ provision: { mailVia: 12_345_678 } })).to.deep.equal([
      'provision.mailVia must be string, not a number',
    ])
  })
})
