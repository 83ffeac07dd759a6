import { Command } from 'commander'
import type { SynchronizationSchema } from '../../mocks/entra/index.ts'
import { oneLine, plural } from '../../reports/index.ts'
import { EXIT } from './exit-code.ts'
import { type LintFinding, lintSchema } from './lint-schema.ts'
import type { TenantLint } from './lint-tenant.ts'
import { readSchema } from './read-schema.ts'

interface LintFlags {
  readonly tenant?: string
  readonly json?: boolean
}

const MAX_USERS = 50

/**
 * Defines the command `lint`, which compares an exported synchronization schema with JumpCloud's table, without a
 * server.
 */
export function lintCommand(): Command {
  return new Command('lint')
    .description("check a synchronization schema from Entra against JumpCloud's supported attributes, without a server")
    .argument('<schema>', 'the JSON that "Review your schema" downloads in Entra; or default, jumpcloud')
    .option('--tenant <file>', "also say which users JumpCloud would reject: Entra's download CSV or Graph /users JSON")
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  scim-rehearsal lint schema.json --tenant users.csv\n')
    .action(lint)
}

async function lint(source: string, { tenant, json }: LintFlags): Promise<void> {
  const schema = readSchema(source)
  const findings = lintSchema(schema)
  const users = tenant === undefined ? undefined : await usersOf(schema, tenant)
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ findings, ...(users === undefined ? {} : { users }) }, null, 2)}\n`
      : `${[...describeFindings(source, findings), ...describeUsers(tenant, users)].join('\n')}\n`,
  )
  const isWrong = findings.some(({ severity }) => severity === 'error') || (users?.refused.length ?? 0) > 0
  process.exitCode = isWrong ? EXIT.findings : EXIT.conformant
}

/** Provisions the users of the tenant; only this step starts the mocks. */
async function usersOf(schema: SynchronizationSchema, tenant: string): Promise<TenantLint> {
  const { lintTenant } = await import('./lint-tenant.ts')
  return lintTenant(schema, tenant)
}

function describeFindings(source: string, findings: readonly LintFinding[]): string[] {
  const count = (severity: LintFinding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length
  return [
    ...findings.flatMap(({ id, severity, where, message, fix }) => [
      `${severity === 'error' ? '✗' : '!'} ${id}  ${oneLine(where)}`,
      `    ${oneLine(message)}`,
      `    fix: ${fix}`,
    ]),
    findings.length === 0
      ? `${source}: fits JumpCloud's table`
      : `${source}: ${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}`,
  ]
}

function describeUsers(file: string | undefined, lint: TenantLint | undefined): string[] {
  if (file === undefined || lint === undefined) return []
  const { users, untried, refused } = lint
  const shown = refused.slice(0, MAX_USERS).map(({ user, reason }) => `✗ ${oneLine(user)}: ${oneLine(reason)}`)
  return [
    ...shown,
    ...(refused.length > MAX_USERS ? [`… and ${refused.length - MAX_USERS} more; --json has all`] : []),
    ...(untried === 0
      ? []
      : [`! ${plural(untried, 'user')} would not be provisioned at all, such as users outside the scope`]),
    refused.length === 0
      ? `${file}: JumpCloud would accept ${untried === 0 ? 'all ' : ''}${plural(users - untried, 'user')}`
      : `${file}: JumpCloud would reject ${refused.length} of ${plural(users, 'user')}`,
  ]
}
