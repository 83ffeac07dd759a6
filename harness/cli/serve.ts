import { Command } from 'commander'
import { nearest } from '../../mocks/entra/index.ts'
import { jumpCloudDeviations, listenJumpCloudScim } from '../../mocks/jumpcloud-scim/index.ts'
import { deviations, listenScimServer, sqliteStore } from '../../mocks/scim-server/index.ts'
import { oneOf, wholeNumber } from './parse-option.ts'
import { preparePrivateFile, whyNotWritten } from './private-file.ts'
import { type TokenFlags, tokenFileOption, tokenOf } from './read-secret.ts'
import {
  givenJumpCloudApiFlag,
  type JumpCloudApiFlags,
  startJumpCloudApi,
  withJumpCloudApiFlags,
} from './serve-jumpcloud-api.ts'
import { UsageError } from './usage-error.ts'

interface ServeFlags extends JumpCloudApiFlags, TokenFlags {
  readonly port?: number
  readonly db?: string
  readonly strict?: boolean
  readonly deviate: readonly string[]
  readonly apiUrl?: string
}

interface Server {
  readonly url: string
  close(): Promise<void>
}

const NAMES = ['jumpcloud-api', 'jumpcloud-scim', 'scim-server'] as const
const MAX_PORT = 65_535

/** The command `serve`: runs the mocks until it is stopped. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('run mocks until stopped; prints one line a server: its name and base URL')
    .argument('<names...>', NAMES.join(', '))
    .option(
      '--port <number>',
      'of the first server, the next takes the next; 0 takes free ones',
      wholeNumber('--port', 0, MAX_PORT),
    )
    .option(
      '--token <token>',
      'the token or API key that the servers accept, or SCIM_TOKEN in the environment (without one scim-server answers everyone)',
    )
    .option('--db <file>', 'a SQLite file that keeps the state of jumpcloud-api and scim-server')
    .option('--api-url <url>', 'where jumpcloud-scim writes (the jumpcloud-api beside it)')
    .option('--deviate <name>', 'make scim-server, or jumpcloud-scim, wrong in this way; repeats', deviationName, [])
    .option('--strict', 'scim-server without tolerance for what clients send beyond the RFCs')
  return withJumpCloudApiFlags(tokenFileOption(command))
    .addHelpText(
      'after',
      '\nExamples:\n  scim-rehearsal serve jumpcloud-api jumpcloud-scim --port 4010 --token my-api-key\n  scim-rehearsal serve jumpcloud-api --db directory.db --seed-users 10000 --fault latency:250@0.1 --recorder\n',
    )
    .action(serve)
}

async function serve(names: readonly string[], given: ServeFlags): Promise<void> {
  const token = tokenOf(given)
  const flags: ServeFlags = { ...given, ...(token === undefined ? {} : { token }) }
  const wanted = names.map(oneOf('serve', NAMES))
  for (const one of flags.deviate) {
    const server = concernsFront(one) ? 'jumpcloud-scim' : 'scim-server'
    if (!wanted.includes(server)) throw new UsageError(`--deviate ${one} makes ${server} wrong, which is not served`)
  }
  const flag = givenJumpCloudApiFlag(flags)
  if (flag !== undefined && !wanted.includes('jumpcloud-api'))
    throw new UsageError(`${flag} concerns jumpcloud-api, which is not served`)
  if (flags.db !== undefined) preparePrivateFile('--db', flags.db)
  const running: Server[] = []
  let apiUrl = flags.apiUrl
  try {
    for (const name of [...wanted].sort((a, b) => NAMES.indexOf(a) - NAMES.indexOf(b))) {
      const port = flags.port === undefined || flags.port === 0 ? 0 : flags.port + running.length
      const server = await start(name, port, flags, apiUrl)
      if (name === 'jumpcloud-api') apiUrl ??= server.url
      running.push(server)
      process.stdout.write(`${name} ${server.url}\n`)
    }
    await stopSignal()
  } finally {
    for (const server of running.reverse()) await server.close()
  }
}

async function start(
  name: (typeof NAMES)[number],
  port: number,
  flags: ServeFlags,
  apiUrl: string | undefined,
): Promise<Server> {
  try {
    switch (name) {
      case 'jumpcloud-api':
        return await startJumpCloudApi(flags, port)
      case 'jumpcloud-scim': {
        if (apiUrl === undefined)
          throw new UsageError(
            'jumpcloud-scim needs an API to write to: serve jumpcloud-api beside it, or give --api-url',
          )
        return await listenJumpCloudScim({ apiUrl, port, deviation: flags.deviate.filter(concernsFront) })
      }
      case 'scim-server': {
        const { token, strict = false, db } = flags
        const deviate = flags.deviate.filter((one) => !concernsFront(one))
        return await listenScimServer({
          port,
          strict,
          ...(db === undefined ? {} : { store: openStore(db) }),
          ...(token === undefined ? {} : { token }),
          ...(deviate.length === 0 ? {} : { deviation: deviate }),
        })
      }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new UsageError(`port ${port} is taken; choose another with --port, or 0 for a free one`)
    throw error
  }
}

function openStore(file: string): ReturnType<typeof sqliteStore> {
  try {
    return sqliteStore(file)
  } catch (error) {
    throw new UsageError(`--db ${file} cannot be used: ${whyNotWritten(error)}; name a new file`)
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

const concernsFront = (deviation: string): boolean => jumpCloudDeviations.some(({ name }) => name === deviation)

function deviationName(value: string, before: readonly string[]): string[] {
  const names = [...deviations, ...jumpCloudDeviations].map(({ name }) => name)
  if (names.includes(value)) return [...before, value]
  const near = nearest(value, names)
  throw new UsageError(
    `--deviate takes the name of a deviation, not ${JSON.stringify(value)}; ${near === undefined ? '' : `did you mean ${near}? `}\`scim-rehearsal list deviations\` names all`,
  )
}
