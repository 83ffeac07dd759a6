import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** An input or an output with which a command must not hang, crash or be silent, and the expected result. */
export interface HostileInput {
  readonly name: string
  /** Creates the files that the command line names. */
  readonly prepare?: (folder: string) => void
  readonly argv: (folder: string) => readonly string[]
  readonly code: number
  readonly says: RegExp
  /** True if the error is a usage error, which is one line. */
  readonly isOneLine?: boolean
}

const pipe = (folder: string): void => void execFileSync('mkfifo', [join(folder, 'pipe')])
const huge = (folder: string): void => {
  writeFileSync(join(folder, 'huge'), '')
  truncateSync(join(folder, 'huge'), 10 * 1024 ** 3)
}
const write =
  (name: string, content: string | Buffer) =>
  (folder: string): void =>
    writeFileSync(join(folder, name), content)
const config = (name: string, content: string): Pick<HostileInput, 'prepare' | 'argv' | 'code' | 'isOneLine'> => ({
  prepare: write(name, content),
  argv: (folder) => ['run', '--config', join(folder, name), '--out', join(folder, 'out')],
  code: 2,
  isOneLine: true,
})
const nested = (open: string, inner: string, close: string, depth = 200_000): string =>
  open.repeat(depth) + inner + close.repeat(depth)

/** Options that read a file, with the rest of a command line. */
const READERS: readonly (readonly [option: string, argv: readonly string[]])[] = [
  ['--schema', ['run']],
  ['--baseline', ['run']],
  ['--accepted', ['run']],
  ['--ca', ['run', '--target', 'https://127.0.0.1:1']],
  ['--config', ['run']],
  ['--tenant', ['provision']],
  ['--token-file', ['provision']],
  ['--token-file', ['cleanup', '--target', 'http://127.0.0.1:1']],
  ['--cert', ['run', '--target', 'https://127.0.0.1:1', '--key', 'package.json']],
  ['--ca', ['doctor', '--target', 'https://127.0.0.1:1']],
  ['--tenant', ['lint', 'default']],
  ['--object', ['evaluate', '[a]']],
  ['--journal', ['cleanup', '--target', 'http://127.0.0.1:1']],
  ['--fidelity', ['run', '--target', 'http://127.0.0.1:1']],
  ['--compare', ['load', '--target', 'http://127.0.0.1:1']],
  ['--merge', ['load']],
]
/** Commands whose argument is a file. */
const READERS_OF_ARGUMENT: readonly (readonly string[])[] = [
  ['replay', '--target', 'http://127.0.0.1:1'],
  ['compare'],
  ['explain'],
  ['report'],
]
const KINDS: readonly (readonly [
  name: string,
  place: (folder: string) => string,
  says: RegExp,
  prepare?: (folder: string) => void,
])[] = [
  ['a pipe', (folder) => join(folder, 'pipe'), /it is a pipe, not a file/, pipe],
  ['/dev/zero', () => '/dev/zero', /it is a device, not a file/],
  ['a file of 10 GB', (folder) => join(folder, 'huge'), /it has more than \d+ (?:MiB|KiB)/, huge],
  ['a folder', (folder) => folder, /it is a folder, not a file/],
]

export const HOSTILE_INPUTS: readonly HostileInput[] = [
  ...READERS.flatMap(([option, argv], index) =>
    // Each kind with each option would test nothing more: all are read by one function.
    KINDS.filter((_, kind) => kind === index % KINDS.length || (option === '--tenant' && argv[0] === 'provision')).map(
      ([name, place, says, prepare]): HostileInput => ({
        name: `${option} of ${argv[0]} is ${name}`,
        ...(prepare === undefined ? {} : { prepare }),
        argv: (folder) => [...argv, option, place(folder)],
        code: 2,
        says,
        isOneLine: true,
      }),
    ),
  ),
  ...READERS_OF_ARGUMENT.flatMap((argv, index) =>
    KINDS.filter((_, kind) => kind === index % 3).map(
      ([name, place, says, prepare]): HostileInput => ({
        name: `the file of ${argv[0]} is ${name}`,
        ...(prepare === undefined ? {} : { prepare }),
        argv: (folder) => [...argv, place(folder)],
        code: 2,
        says,
        isOneLine: true,
      }),
    ),
  ),
  {
    name: 'a recording is a pipe',
    prepare: pipe,
    argv: (folder) => ['judge', join(folder, 'pipe')],
    code: 2,
    says: /it is a pipe, not a file/,
    isOneLine: true,
  },
  { name: 'a configuration that is empty', ...config('a.config.ts', ''), says: /is empty; write export default/ },
  { name: 'a configuration of a comment', ...config('a.config.ts', '// nothing'), says: /has no default export/ },
  {
    name: 'a configuration without a default export',
    ...config('a.config.ts', 'export const a = 1'),
    says: /has no default export/,
  },
  {
    name: 'a configuration that never finishes',
    ...config('a.config.ts', 'await new Promise(() => {})\nexport default {}'),
    says: /did not finish loading/,
  },
  {
    name: 'a configuration that throws',
    ...config('a.config.ts', 'throw 7\nexport default {}'),
    says: /throws something that is not an Error/,
  },
  {
    name: 'a configuration of 200 000 arrays',
    ...config('a.config.ts', `export default ${nested('[', '', ']')}`),
    says: /nested too deep/,
  },
  {
    name: 'a configuration of 200 000 objects',
    ...config('a.config.js', `export default ${nested('{a:', '1', '}')}`),
    says: /nested too deep/,
  },
  {
    name: 'a JSON configuration of 200 000 arrays',
    ...config('a.json', nested('[', '', ']')),
    says: /must be object|nested too deep/,
  },
  {
    name: 'a configuration that contains itself',
    ...config('a.config.ts', 'const a = { provision: {} }\na.provision = a\na.headers = a\nexport default a'),
    says: /a\.config\.ts cannot be used: the configuration contains itself/,
  },
  {
    name: 'a configuration with a getter that throws',
    ...config('a.config.ts', 'export default { get token() { throw new Error("no vault\\nat all") } }'),
    says: /a\.config\.ts cannot be used: no vault$/m,
  },
  {
    name: 'a configuration that ends the process',
    ...config('a.config.ts', 'process.exit(0)\nexport default {}'),
    says: /a\.config\.ts ends the process while it is loaded/,
  },
  {
    name: 'a configuration that throws later',
    ...config(
      'a.config.ts',
      "setTimeout(() => { throw new Error('late') }, 1)\nexport default { target: 'http://127.0.0.1:9/' }",
    ),
    says: /^\S*a\.config\.ts failed after it was loaded: late$/m,
  },
  {
    name: 'a configuration that rejects a promise with a string',
    ...config(
      'a.config.ts',
      "Promise.reject('no')\nawait new Promise((resolve) => setTimeout(resolve, 50))\nexport default {}",
    ),
    says: /a\.config\.ts failed after it was loaded: it threw something that is not an Error/,
  },
  {
    name: 'a configuration of a function',
    ...config('a.config.ts', 'export default () => ({})'),
    says: /must be object, not a function/,
  },
  {
    name: 'a configuration with a BigInt',
    ...config('a.config.ts', 'export default { seed: 1n, suite: [Symbol("a")] }'),
    says: /suite\.0 must be string, not Symbol\(a\); seed must be \w+, not 1n/,
  },
  {
    name: 'a JSON configuration with 200 000 faults',
    ...config('a.json', `{"suite":[${'1,'.repeat(200_000)}1]}`),
    says: /suite\.9 must be string, not 1; 199991 more faults$/m,
  },
  {
    name: 'a configuration whose target is a variable that is not set',
    ...config('a.config.ts', "export default { target: process.env.NOT_SET, check: ['scim.create.answers-201'] }"),
    says: /a\.config\.ts: target is undefined; set the variable that it is read from, or write embedded: true/,
  },
  {
    name: 'a configuration whose token is a variable that is not set',
    ...config('a.config.ts', "export default { target: 'http://127.0.0.1:1', token: process.env.NOT_SET }"),
    says: /a\.config\.ts: token is undefined; set the variable that it is read from, or leave token out/,
  },
  {
    name: 'a configuration with headers of variables that are not set',
    ...config('a.config.ts', "export default { headers: { 'x-api-key': process.env.NOT_SET, 'x-tenant': '' } }"),
    says: /headers\.x-api-key is undefined; [^;]*; headers\.x-tenant is empty; /,
  },
  {
    name: 'a header of a template with a variable that is not set',
    ...config('a.config.ts', 'export default { headers: { authorization: `Bearer ${process.env.NOT_SET}` } }'),
    says: /authorization: its value has a credential after its scheme that is the word undefined/,
  },
  {
    name: 'a target of a template with a variable that is not set',
    ...config('a.config.ts', 'export default { target: `https://host.example/${process.env.NOT_SET}/scim` }'),
    says: /--target contains "undefined" in place of a value/,
  },
  {
    name: 'a header that the transport sets itself',
    argv: () => ['run', '--target', 'http://127.0.0.1:1', '--header', 'Content-Length: 5'],
    code: 2,
    says: /^--header Content-Length: the transport sets this header for each request; leave it out$/m,
    isOneLine: true,
  },
  {
    name: 'a command of a variable that is not set',
    argv: () => ['run', '--target', 'http://127.0.0.1:1', '--spawn', ''],
    code: 2,
    says: /^--spawn is empty: set the variable/,
    isOneLine: true,
  },
  {
    name: 'a tenant file of a variable that is not set',
    prepare: write('a.config.ts', 'export default { provision: { tenant: process.env.NOT_SET } }'),
    argv: (folder) => ['provision', '--config', join(folder, 'a.config.ts')],
    code: 2,
    says: /provision\.tenant is undefined/,
    isOneLine: true,
  },
  {
    name: 'a token of a shell variable that is not set',
    argv: () => ['run', '--target', 'http://127.0.0.1:1', '--token', ''],
    code: 2,
    says: /^--token is empty: set the variable/,
    isOneLine: true,
  },
  {
    name: 'a schema of 200 000 arrays',
    prepare: write('a.json', nested('[', '', ']')),
    argv: (folder) => ['lint', join(folder, 'a.json')],
    code: 2,
    says: /nested too deep/,
    isOneLine: true,
  },
  {
    name: 'known findings with 1 000 000 faults',
    prepare: write('a.json', `[${'1,'.repeat(1_000_000)}1]`),
    argv: (folder) => ['run', '--accepted', join(folder, 'a.json'), '--out', join(folder, 'out')],
    code: 2,
    says: /is not a list of accepted findings: \/0 must be object$/m,
    isOneLine: true,
  },
  {
    name: 'a tenant file of random bytes',
    prepare: write('a.csv', Buffer.from([33, 255, 34, 254, 11, 0, 10, 34, 129, 2])),
    argv: (folder) => ['provision', '--tenant', join(folder, 'a.csv')],
    code: 2,
    says: /it is neither JSON nor a CSV with a line of column names: [^"]+$/m,
    isOneLine: true,
  },
  { name: 'a JSON configuration that is empty', ...config('a.json', ''), says: /is empty/ },
  {
    name: 'a JSON configuration in UTF-16 with a byte order mark',
    prepare: write('a.json', Buffer.from('\ufeff{"suite":["nowhere"]}', 'utf16le')),
    argv: (folder) => ['run', '--config', join(folder, 'a.json'), '--out', join(folder, 'out')],
    code: 2,
    says: /nowhere/,
  },
  {
    name: '--ca without a certificate',
    prepare: write('a.pem', '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n'),
    argv: (folder) => ['run', '--target', 'https://127.0.0.1:1', '--ca', join(folder, 'a.pem')],
    code: 2,
    says: /contains no certificate: it contains a private key/,
    isOneLine: true,
  },
  {
    name: '--ca with a broken certificate',
    prepare: write('a.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
    argv: (folder) => ['run', '--target', 'https://127.0.0.1:1', '--ca', join(folder, 'a.pem')],
    code: 2,
    says: /certificate 1 of 1 cannot be read/,
    isOneLine: true,
  },
  {
    name: '--out is a file',
    prepare: write('file', ''),
    argv: (folder) => ['run', '--out', join(folder, 'file')],
    code: 2,
    says: /a file is in the way/,
    isOneLine: true,
  },
  {
    name: '--out is below a file',
    prepare: write('file', ''),
    argv: (folder) => ['run', '--out', join(folder, 'file', 'out')],
    code: 2,
    says: /a file is in the way/,
    isOneLine: true,
  },
  {
    name: 'a disk that is full when the reports are written',
    prepare: (folder) => {
      mkdirSync(join(folder, 'out'))
      for (const name of ['result.json', 'tape.ndjson', 'exchanges.har'])
        symlinkSync('/dev/full', join(folder, 'out', name))
    },
    argv: (folder) => [
      ...['run', '--check', 'scim.paging.*', '--seed', '1', '--out', join(folder, 'out')],
      ...['--reporter', 'console', '--reporter', 'json', '--reporter', 'html', '--reporter', 'har'],
    ],
    code: 4,
    says: /CONFORMANT[\s\S]*the disk is full \(ENOSPC\); it was written to \S+result\.json instead/,
  },
  {
    name: '--log on a full disk',
    argv: () => ['provision', '--users', '2', '--seed', '1', '--log', '/dev/full'],
    code: 4,
    says: /--log \/dev\/full cannot be written: the disk is full \(ENOSPC\); its other entries were written to /,
  },
  {
    name: '--log is a pipe without a reader',
    prepare: pipe,
    argv: (folder) => ['provision', '--users', '2', '--log', join(folder, 'pipe')],
    code: 2,
    says: /no process reads the pipe/,
    isOneLine: true,
  },
  {
    name: '--log in a folder that is not there',
    argv: (folder) => ['provision', '--users', '2', '--log', join(folder, 'no', 'log')],
    code: 2,
    says: /its folder does not exist/,
    isOneLine: true,
  },
  {
    name: '--state on a full disk',
    argv: () => ['provision', '--users', '2', '--state', '/dev/full'],
    code: 2,
    says: /--state: \/dev\/full cannot be opened/,
    isOneLine: true,
  },
  {
    name: '--state is a pipe',
    prepare: pipe,
    argv: (folder) => ['provision', '--users', '2', '--state', join(folder, 'pipe')],
    code: 2,
    says: /it is a pipe, not a file/,
    isOneLine: true,
  },
  {
    name: '--db on a full disk',
    argv: () => ['serve', 'scim-server', '--db', '/dev/full'],
    code: 2,
    says: /--db \/dev\/full cannot be used: database or disk is full/,
    isOneLine: true,
  },
  {
    name: '--db is another file',
    prepare: write('db', 'not a database, but a text that is long enough to be read as the head of one'.repeat(20)),
    argv: (folder) => ['serve', 'jumpcloud-api', '--db', join(folder, 'db')],
    code: 2,
    says: /--db/,
    isOneLine: true,
  },
  {
    name: '--accept in a folder that is not there',
    argv: (folder) => [
      ...[
        'report',
        '--accept',
        'scim.create.answers-201',
        '--reason',
        'r',
        '--until',
        '2099-01-01',
        '--accepted',
        join(folder, 'no', 'file'),
      ],
    ],
    code: 2,
    says: /its folder does not exist/,
    isOneLine: true,
  },
  {
    name: 'a token file that is empty',
    prepare: write('token', '\n'),
    argv: (folder) => ['serve', 'scim-server', '--token-file', join(folder, 'token')],
    code: 2,
    says: /is empty; write the secret into it/,
    isOneLine: true,
  },
  {
    name: 'a token and a token file',
    argv: () => ['serve', 'scim-server', '--token', 'abcdefgh', '--token-file', 'x'],
    code: 2,
    says: /not both/,
    isOneLine: true,
  },
]
