import { parseTenantUrl } from '../../mocks/entra/index.ts'
import { type ConsoleTarget, type RunStart, startConsole } from '../console/index.ts'
import { processSecrets, secretsOfUrl } from '../index.ts'
import { CONSOLE_TENANT, type ConsoleFlags } from './console.ts'
import { type ConsoleFiles, consoleFiles } from './console-files.ts'
import { listenForInterrupt } from './interrupt.ts'
import { lintSchema } from './lint-schema.ts'
import { lintUsers } from './lint-tenant.ts'
import { openInBrowser } from './open-in-browser.ts'
import { tokenOf } from './read-secret.ts'
import { createEntra, reportFault } from './serve-entra.ts'
import { connectionOf } from './target-flags.ts'
import { unsetUrlFault } from './unset-value.ts'
import { listenFault, UsageError } from './usage-error.ts'

/** Serves both consoles until the process is interrupted. Throws UsageError. */
export async function serveConsole(flags: ConsoleFlags): Promise<void> {
  const files: ConsoleFiles = flags.state === undefined ? {} : consoleFiles(flags.state)
  const target = targetOf(flags, files)
  const connection = connectionOf(flags, process.env)
  using interrupt = listenForInterrupt()
  const stopped = new Promise<void>((resolve) =>
    interrupt.signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  const port = flags.port ?? files.ports?.page ?? 0
  const running = await startConsole({
    target,
    connection,
    port,
    ...(files.ports === undefined ? {} : { jumpcloudPort: files.ports.jumpcloud }),
    ...(files.identity === undefined ? {} : { identity: files.identity }),
    ...(files.jumpcloudFile === undefined ? {} : { jumpcloudFile: files.jumpcloudFile }),
    graph: (means) => createEntra({ ...CONSOLE_TENANT, ...flags }, means),
    run: (found) => runStart(flags, found),
    judgeSchema: async (schema, people) => {
      const findings = lintSchema(schema)
      return people === undefined ? { findings } : { findings, users: await lintUsers(schema, people) }
    },
    onFault: reportFault,
  }).catch((error: unknown) => {
    throw explained(error)
  })
  try {
    files.keep?.(running)
    const { tenantUrl } = running.facts.target
    process.stdout.write(
      `console ${running.url}\ntarget ${processSecrets.mask(tenantUrl)}\njumpcloud-api ${running.jumpcloudUrl}\n`,
    )
    if (flags.open === true) openInBrowser(running.url)
    await stopped
  } finally {
    await running.close()
  }
}

/**
 * Returns how the suites are run against the same target. The token is not among the arguments, because every user of
 * the machine can read those.
 */
function runStart(flags: ConsoleFlags, { isBridge }: { readonly isBridge: boolean }): RunStart {
  const { target, spawn, ca, cert, key } = flags
  const token = tokenOf(flags)
  const given = { target, spawn, ca, cert, key }
  return {
    command: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    options: [
      ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
      ...(target === undefined ? ['--embedded'] : []),
      ...(isBridge && spawn !== undefined ? ['--observe', 'jumpcloud'] : []),
    ],
    environment: token === undefined ? {} : { SCIM_TOKEN: token },
  }
}

/** Returns the target. Throws UsageError. */
function targetOf(flags: ConsoleFlags, { ports }: ConsoleFiles): ConsoleTarget {
  const { target, spawn } = flags
  const token = tokenOf(flags)
  if (target === undefined) {
    if (spawn !== undefined)
      throw new UsageError(
        '--spawn needs --target, the URL at which the command will answer, such as http://127.0.0.1:{port}/scim/v2',
      )
    return { kind: 'embedded', ...(ports === undefined ? {} : { port: ports.target }) }
  }
  processSecrets.add(...secretsOfUrl(target))
  const fault = unsetUrlFault(target)
  if (fault !== undefined) throw new UsageError(`--target ${fault}`)
  try {
    parseTenantUrl(target.replaceAll('{port}', '1'))
  } catch (error) {
    throw new UsageError(`--target: ${error instanceof Error ? error.message : String(error)}`)
  }
  return {
    kind: 'own',
    url: target,
    ...(token === undefined || token === '' ? {} : { token }),
    ...(spawn === undefined ? {} : { spawn }),
  }
}

/** Converts an error of listening to a UsageError. */
function explained(error: unknown): unknown {
  const { address: host, port } = Object(error) as { readonly address?: string; readonly port?: number }
  const instead = 'choose another with --port, or stop the console that uses the same --state'
  const fault = listenFault(error, { host, port, instead })
  return fault === undefined ? error : new UsageError(fault)
}
