import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable, Writable } from 'node:stream'
import { expect } from 'chai'
import { evaluateCommand } from './evaluate.ts'

const SWITCH = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'

class Sink extends Writable {
  text = ''
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

async function run(args: readonly string[], input = ''): Promise<{ output: string; error: string; code: number }> {
  const output = new Sink()
  const error = new Sink()
  let code = 0
  const streams = {
    input: Readable.from([Buffer.from(input)]),
    output,
    error,
    setExitCode: (to: number) => (code = to),
  }
  await evaluateCommand(streams)
    .exitOverride()
    .configureOutput({ writeErr: (text) => error.write(text), writeOut: (text) => output.write(text) })
    .parseAsync(args, { from: 'user' })
  return { output: output.text, error: error.text, code }
}

describe('evaluate', () => {
  let folder: string
  let user: string

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'evaluate-'))
    user = path.join(folder, 'user.json')
    const object = { mailNickname: 'jane', givenName: 'Jane', surname: 'Doe', IsSoftDeleted: 'False' }
    await writeFile(user, JSON.stringify(object))
  })

  after(() => rm(folder, { recursive: true }))

  for (const [object, value] of [
    [{ IsSoftDeleted: 'False' }, { type: 'string', value: 'True' }],
    [{ IsSoftDeleted: 'True' }, { type: 'string', value: 'False' }],
    [{}, { type: 'null', value: null }],
  ] as const) {
    it(`evaluates the Switch on IsSoftDeleted for ${JSON.stringify(object)}`, async () => {
      const { output, code } = await run([SWITCH, '--object', '-', '--json'], JSON.stringify(object))
      expect(JSON.parse(output)).to.deep.equal(value)
      expect(code).to.equal(0)
    })
  }

  it('prints only the value', async () => {
    expect((await run(['Append([givenName], "!")', '--object', user])).output).to.equal('Jane!\n')
  })

  it('reads an expression from standard input', async () => {
    expect((await run(['-', '--object', user], 'ToUpper([surname])\n')).output).to.equal('DOE\n')
  })

  it('takes the current time from --now', async () => {
    expect((await run(['Now()', '--now', '2021-07-02T15:33:38Z'])).output).to.equal('7/2/2021 3:33:38 PM\n')
  })

  it('prints the error of a faulty expression as JSON with code and position, exit code 2', async () => {
    const { output, code } = await run(['Append(ToLover([mail]), "x")', '--json'])
    const { error } = JSON.parse(output) as { error: { code: string; message: string; position: number } }
    expect(error).to.include({ code: 'unknown-function', position: 7 })
    expect(error.message).to.include('did you mean ToLower?')
    expect(code).to.equal(2)
  })

  it('prints the error of a faulty expression with its line and a caret', async () => {
    const { output, error, code } = await run(['Left("a")'])
    expect(output).to.equal('')
    expect(error).to.equal(
      'wrong-argument-count: Left takes 2 arguments, not 1: Left(String, NumChars)\n  Left("a")\n  ^\n',
    )
    expect(code).to.equal(2)
  })

  it('explains each step, innermost first', async () => {
    const { output } = await run(['Append(ToLower([givenName]), Left([surname], 1))', '--object', user, '--explain'])
    expect(output.split('\n').map((line) => line.replace(/ {2,}=/, ' ='))).to.deep.equal([
      '    [givenName] = "Jane"',
      '  ToLower([givenName]) = "jane"',
      '    [surname] = "Doe"',
      '  Left([surname], 1) = "D"',
      'Append(ToLower([givenName]), Left([surname], 1)) = "janeD"',
      'janeD',
      '',
    ])
  })

  it('suggests an attribute with a similar name', async () => {
    expect((await run(['[givenNane]', '--object', user])).error).to.include('did you mean givenName?')
  })

  it("reads a user as Graph returns it, with Graph's names and those of mappings", async () => {
    const graph = JSON.stringify({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
      id: '87d349ed-44d7-43e1-9a83-5f2406dee5bd',
      businessPhones: ['+1 425 555 0109'],
      mobilePhone: '+1 425 555 0101',
      onPremisesExtensionAttributes: { extensionAttribute1: 'blue', extensionAttribute2: null },
      assignedLicenses: [{ skuId: '6fd2c87f-b296-42f0-b197-1e91e994b900' }],
      otherMails: ['a@example.com', 'b@example.com'],
    })
    const evaluated = async (expression: string): Promise<{ output: string; error: string }> =>
      run([expression, '--object', '-'], graph)
    expect((await evaluated('Join("|", [objectId], [telephoneNumber], [mobile], [mobilePhone])')).output).to.equal(
      '87d349ed-44d7-43e1-9a83-5f2406dee5bd|+1 425 555 0109|+1 425 555 0101|+1 425 555 0101\n',
    )
    expect((await evaluated('Join("|", [extensionAttribute1], [otherMails])')).output).to.equal(
      'blue|a@example.com|b@example.com\n',
    )
    const unread = await evaluated('[assignedLicenses]')
    expect(unread.output).to.equal('null\n')
    expect(unread.error).to.include('assignedLicenses is neither a single value')
  })

  it('evaluates all rows of a schema', async () => {
    const { output, code } = await run(['--schema', 'jumpcloud', '--object', user, '--json'])
    const { rows, inScope } = JSON.parse(output) as { rows: { target: string; value: unknown }[]; inScope: boolean }
    expect(rows).to.have.lengthOf(9)
    expect(rows[0]).to.deep.equal({
      row: 0,
      target: 'userName',
      expression: '[mailNickname]',
      type: 'string',
      value: 'jane',
    })
    expect(rows.find(({ target }) => target === 'title')).to.include({ type: 'null', value: null })
    expect(inScope).to.equal(true)
    expect(code).to.equal(0)
  })

  it('reads a schema from a file and lists all its faults', async () => {
    const file = path.join(folder, 'schema.json')
    const row = (target: string, expression: string, matchingPriority: number) => ({
      targetAttributeName: target,
      matchingPriority,
      source: { expression },
    })
    const attributeMappings = [row('userName', '[a', 1), row('externalId', '[b]', 1)]
    const objectMappings = [{ name: 'Users', targetObjectName: 'User', attributeMappings }]
    await writeFile(file, JSON.stringify({ synchronizationRules: [{ name: 'R', objectMappings }] }))
    const { error, code } = await run(['--schema', file, '--object', user])
    expect(error).to.include('R › Users › row 1 (userName)').and.to.include('share the matching precedence 1')
    expect(code).to.equal(2)
  })

  it('evaluates line by line without an expression, with value and type', async () => {
    const { output, error } = await run(['--object', user], '[givenName]\nCount(Split("a,b", ","))\nFoo()\n.exit\n')
    expect(output).to.equal('Jane : string\n2 : number\n')
    expect(error).to.include('unknown-function')
  })

  for (const [name, args, fault] of [
    ['a missing file', ['[a]', '--object', '/no/such/file'], '/no/such/file cannot be read'],
    ['an expression beside a schema', ['[a]', '--schema', 'default'], 'not both'],
    ['a schema without an object', ['--schema', 'default'], '--object FILE'],
    ['the input named twice', ['-', '--object', '-'], 'only once'],
  ] as const) {
    it(`rejects ${name} in one line, exit code 2`, async () => {
      const { error, code } = await run(args)
      expect(error)
        .to.include(fault)
        .and.to.match(/^[^\n]+\n$/)
      expect(code).to.equal(2)
    })
  }

  it('rejects JSON that is not an object', async () => {
    const { error, code } = await run(['[a]', '--object', '-'], '[1]')
    expect(error).to.include('is not a JSON object')
    expect(code).to.equal(2)
  })
})
