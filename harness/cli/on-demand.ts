import { Command } from 'commander'
import {
  type ObjectKind,
  ON_DEMAND_MEMBERS,
  type OnDemandStep,
  provisionOnDemand,
  type Tenant,
} from '../../mocks/entra/index.ts'
import { createTransport } from '../../mocks/transport/index.ts'
import { oneLine } from '../../reports/index.ts'
import { processSecrets, seededRandom } from '../index.ts'
import { EXIT } from './exit-code.ts'
import { faultNote, readFaults, withFaults } from './fault-transport.ts'
import { paced } from './paced-transport.ts'
import { repeated } from './parse-option.ts'
import {
  type ProvisioningFlags,
  provisioningOptions,
  provisioningTarget,
  seedOf,
  tenantOf,
} from './provisioning-flags.ts'
import { clientBehaviour } from './read-fidelity.ts'
import { readSchema } from './read-schema.ts'
import { UsageError } from './usage-error.ts'
import { configOption, withConfig } from './with-config.ts'

interface OnDemandFlags extends ProvisioningFlags {
  readonly member: readonly string[]
}

/** Defines the command `on-demand`, which provisions one user or group like the portal's button. */
export function onDemandCommand(): Command {
  const command = new Command('on-demand')
    .description('provision one user or group, as Provision on demand in the portal does, and show the steps')
    .argument(
      '<object>',
      'user principal name, nickname, display name or object id; a number selects the N-th of the tenant',
    )
  configOption(provisioningOptions(command))
    .option(
      '--member <name>',
      `also provision this member of the group; repeatable, at most ${ON_DEMAND_MEMBERS} (the first ${ON_DEMAND_MEMBERS})`,
      repeated,
      [],
    )
    .addHelpText(
      'after',
      '\nExample:\n  scim-rehearsal on-demand jane@contoso.com --tenant users.csv --target https://host/scim/v2 --token "$SCIM_TOKEN"\n',
    )
    .action(async (name: string) => onDemand(name, await withConfig<OnDemandFlags>(command, 'provision')))
  return command
}

async function onDemand(name: string, flags: OnDemandFlags): Promise<void> {
  const seed = seedOf(flags)
  const schema = readSchema(flags.schema)
  // Provisioning on demand always uses the legacy dialect.
  const { dialect: _dialect, ...behaviour } = clientBehaviour(flags)
  const { tenant } = tenantOf(flags, seed)
  const object = find(tenant, name)
  const members = membersOf(tenant, object, flags.member)
  const faults = readFaults(flags.fault ?? [])
  const faultCount = { met: 0, all: 0 }
  await using pool = createTransport({ timeout: flags.timeout })
  await using target = await provisioningTarget(flags, pool.send)
  if (target.note !== undefined) process.stderr.write(`${target.note}\n`)
  const raw = await provisionOnDemand(object, {
    tenant,
    schema,
    baseUrl: target.baseUrl,
    authorization: target.authorization,
    transport: paced(faults.length === 0 ? pool.send : withFaults(pool.send, faults, seed, faultCount), flags.rate),
    random: seededRandom(seed, 'on-demand'),
    scope: flags.scope,
    now: () => new Date(),
    ...(members === undefined ? {} : { members }),
    ...behaviour,
  })
  if (faults.length > 0) process.stderr.write(`${faultNote(flags.fault ?? [], faultCount)}\n`)
  // A step may contain data that the target echoed.
  const steps = processSecrets.maskDeep(raw)
  if (flags.json === true) process.stdout.write(`${JSON.stringify(steps)}\n`)
  else for (const step of steps) process.stdout.write(lineOf(step))
  const failed = steps.find(({ status }) => status === 'failure')
  process.exitCode =
    failed === undefined ? EXIT.conformant : failed.name === 'Test connection' ? EXIT.untestable : EXIT.findings
}

const MARKS = { success: '✓', failure: '✗', skipped: '-' } as const

function lineOf({ name, status, description, details }: OnDemandStep): string {
  const text = JSON.stringify(details)
  return `${MARKS[status]} ${name.padEnd(15)} ${oneLine(description)}\n${text === '{}' ? '' : `    ${oneLine(text)}\n`}`
}

/** Returns the object ids of the named members; undefined if none was named. Throws UsageError. */
function membersOf(
  tenant: Tenant,
  { kind, objectId }: { readonly kind: ObjectKind; readonly objectId: string },
  names: readonly string[],
): string[] | undefined {
  if (names.length === 0) return undefined
  const group = kind === 'group' ? tenant.group(objectId) : undefined
  if (group === undefined) throw new UsageError('--member needs a group, but the object is a user')
  if (names.length > ON_DEMAND_MEMBERS)
    throw new UsageError(`the portal provisions at most ${ON_DEMAND_MEMBERS} members with a group, not ${names.length}`)
  return names.map((name) => {
    const member = find(tenant, name)
    if (group.memberIds.has(member.objectId)) return member.objectId
    throw new UsageError(`${JSON.stringify(name)} is not a direct member of ${group.displayName}`)
  })
}

/** Finds an object by a name that a user would type. Throws UsageError. */
function find(tenant: Tenant, name: string): { readonly kind: ObjectKind; readonly objectId: string } {
  const wanted = name.toLowerCase()
  const number = /^\d+$/.test(name) ? Number(name) : undefined
  for (const { position, objectId } of tenant.users()) {
    const { attributes } = tenant.user(objectId) ?? {}
    const names = [
      objectId,
      attributes?.['userPrincipalName'],
      attributes?.['mailNickname'],
      attributes?.['displayName'],
    ]
    if (position + 1 === number || names.some((one) => typeof one === 'string' && one.toLowerCase() === wanted))
      return { kind: 'user', objectId }
  }
  for (const objectId of tenant.groupIds()) {
    if (objectId === wanted || tenant.group(objectId)?.displayName.toLowerCase() === wanted)
      return { kind: 'group', objectId }
  }
  throw new UsageError(
    `the tenant of ${tenant.userCount} users has no ${JSON.stringify(name)}; give --tenant FILE, or a number`,
  )
}
