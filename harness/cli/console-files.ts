import { existsSync, writeFileSync } from 'node:fs'
import type { ConsoleIdentity, RunningConsole } from '../console/index.ts'
import { newIdentity } from '../console/index.ts'
import { openPrivateFile, preparePrivateFile, whyNotWritten } from './private-file.ts'
import { readJson } from './read-json.ts'
import { UsageError } from './usage-error.ts'

/** The files of a console beside its state; empty without a state. */
export interface ConsoleFiles {
  readonly identity?: ConsoleIdentity
  /** The ports of the last start, so that addresses that were entered stay valid. */
  readonly ports?: ConsolePorts
  readonly jumpcloudFile?: string
  /** Writes identity and ports for the next start. Throws UsageError. */
  readonly keep?: (running: RunningConsole) => void
}

interface ConsolePorts {
  readonly page: number
  readonly target: number
  readonly jumpcloud: number
}

/** Prepares the files beside a state. Throws UsageError. */
export function consoleFiles(state: string): ConsoleFiles {
  const file = `${state}.console.json`
  const jumpcloudFile = `${state}.jumpcloud`
  preparePrivateFile('--state', jumpcloudFile)
  const kept = existsSync(file) ? readKept(file) : undefined
  const identity = kept?.identity ?? newIdentity()
  return {
    identity,
    ...(kept === undefined ? {} : { ports: kept.ports }),
    jumpcloudFile,
    keep: (running) => {
      const portOf = (url: string): number => Number(URL.parse(url)?.port ?? 0)
      const ports: ConsolePorts = {
        page: portOf(running.url),
        target: running.facts.target.kind === 'embedded' ? portOf(running.facts.target.tenantUrl) : 0,
        jumpcloud: portOf(running.jumpcloudUrl),
      }
      try {
        writeFileSync(openPrivateFile(file, 'w'), `${JSON.stringify({ identity, ports }, null, 2)}\n`)
      } catch (error) {
        throw new UsageError(`--state: ${file} cannot be written: ${whyNotWritten(error)}`)
      }
    },
  }
}

/** Reads the file that an earlier start wrote. Throws UsageError. */
function readKept(file: string): { readonly identity: ConsoleIdentity; readonly ports: ConsolePorts } {
  const kept = readJson(file)
  const { identity, ports } = asObject(kept)
  const { token, apiKey, portalKey } = asObject(identity)
  const { page, target, jumpcloud } = asObject(ports)
  if (isSecret(token) && isSecret(apiKey) && isSecret(portalKey) && isPort(page) && isPort(target) && isPort(jumpcloud))
    return { identity: { token, apiKey, portalKey }, ports: { page, target, jumpcloud } }
  throw new UsageError(`--state: ${file} was not written by this command; remove it for new addresses`)
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
const isSecret = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{16,100}$/.test(value)
const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535
