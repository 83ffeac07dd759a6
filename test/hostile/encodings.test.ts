import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { readAccepted } from '../../harness/cli/accepted-file.ts'
import { loadConfig } from '../../harness/cli/config-file.ts'
import { readObject } from '../../harness/cli/evaluate-input.ts'
import { initialTenant } from '../../harness/cli/provisioning-flags.ts'
import { readFidelity } from '../../harness/cli/read-fidelity.ts'
import { readText } from '../../harness/cli/read-file.ts'
import { readJson } from '../../harness/cli/read-json.ts'
import { readResult } from '../../harness/cli/read-result.ts'
import { readSchema } from '../../harness/cli/read-schema.ts'
import { tokenOf } from '../../harness/cli/read-secret.ts'
import { readRecording } from '../../harness/cli/recording.ts'
import { readJournal } from '../../harness/index.ts'
import { exportSynchronizationSchema, jumpCloudSchema } from '../../mocks/entra/index.ts'
import { redResult } from '../../reports/fixtures/red-result.ts'
import { root } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** The encodings in which editors and other programs save a file. */
const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16, little-endian': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16, big-endian': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'UTF-16 without a byte order mark': (text) => Buffer.from(text, 'utf16le'),
}

const exchange = {
  id: 'a',
  request: { method: 'GET', url: 'http://host.example/scim/Users/Zoë', headers: [] },
  response: { status: 200, headers: [], body: '{"id":"1","displayName":"Zoë"}' },
}
const readUsers = (file: string): string => {
  const { source } = initialTenant({ users: 0, groups: 0, tenant: file }, 1)
  return [...Array(source.count).keys()].map((index) => JSON.stringify(source.at(index))).join('\n')
}

/** Files that commands read, with the function that reads them. */
const FILES: readonly (readonly [name: string, text: string, read: (file: string) => unknown])[] = [
  ['schema.json', exportSynchronizationSchema(jumpCloudSchema), readSchema],
  ['result.json', JSON.stringify(redResult), readResult],
  ['load.json', '{"name":"Zoë"}', readJson],
  ['accepted.json', '[{"id":"scim.create.answers-201","reason":"Zoë","until":"2099-01-01"}]', readAccepted],
  ['fidelity.json', '{"schemaVersion":1,"dialect":"legacy"}', readFidelity],
  ['tape.ndjson', `${JSON.stringify(exchange)}\n`, readRecording],
  ['a.har', JSON.stringify({ log: { entries: [exchange] } }), readRecording],
  [
    'users.csv',
    'objectId,userPrincipalName,displayName\n8a1f2c9e-0000-4000-8000-000000000001,zoe@contoso.com,Zoë\n',
    readUsers,
  ],
  [
    'users.json',
    '[{"id":"8a1f2c9e-0000-4000-8000-000000000001","userPrincipalName":"zoe@contoso.com","displayName":"Zoë"}]',
    readUsers,
  ],
  ['token', 'a-token\n', (tokenFile) => tokenOf({ tokenFile })],
  ['config.json', '{"suite":["entra"]}', async (file) => (await loadConfig(file))?.config],
  ['object.json', '{"displayName":"Zoë"}', (file) => readObject(file, Readable.from([]))],
  ['input', '{"displayName":"Zoë"}', (file) => readObject('-', Readable.from([readFileSync(file)]))],
  [
    'journal.ndjson',
    '{"run":"rhm00000x0","baseUrl":"http://host.example/scim"}\n',
    (file) => readJournal(readText(file)) ?? 'none',
  ],
]

describe('files in each encoding in which programs save them', () => {
  for (const [name, text, read] of FILES)
    it(name, async () => {
      using folder = temporaryFolder()
      const file = join(folder.path, name)
      const values: unknown[] = []
      for (const encode of Object.values(ENCODINGS)) {
        writeFileSync(file, encode(text))
        values.push(await read(file))
      }
      const [expected, ...others] = values
      expect(JSON.stringify(expected)).to.match(/Zoë|azure|Azure|entra|legacy|a-token|outcome|host\.example/)
      for (const [index, value] of others.entries())
        expect(value, Object.keys(ENCODINGS)[index + 1]).to.deep.equal(expected)
    })

  it('are read by one function: no command opens a file of a user by itself', () => {
    const folder = join(root, 'harness/cli')
    const readers = readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .filter((name) =>
        /\b(?:readFileSync|createReadStream)\(|import \{[^}]*\breadFile\b[^}]*\} from 'node:fs\/promises'/.test(
          readFileSync(join(folder, name), 'utf8'),
        ),
      )
    // These read only files that they themselves wrote: the id of a process, and keys.
    expect(readers).to.have.members(['private-file.ts', 'proxy.ts', 'serve-entra.ts'])
  })
})
