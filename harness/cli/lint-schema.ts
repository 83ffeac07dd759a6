import { evaluate, type ObjectMapping, type SynchronizationSchema } from '../../mocks/entra/index.ts'
import { PROPERTIES } from '../../mocks/jumpcloud-scim/index.ts'
import { USER_SCHEMA } from '../../mocks/protocol/index.ts'

/** One fault of a mapping for JumpCloud. */
export interface LintFinding {
  /** A stable id: `groups-enabled`. */
  readonly id: string
  /** The severity: an error makes provisioning fail or go wrong; a warning has no effect. */
  readonly severity: 'error' | 'warning'
  /** The object mapping and its row. */
  readonly where: string
  readonly message: string
  readonly fix: string
}

/**
 * Target attributes in JumpCloud's article on provisioning from Entra that have their own rule, or that JumpCloud
 * sets itself.
 */
const OTHERS = ['emails[type eq "work"].value', 'active', 'meta.created', 'meta.lastModified']

/** Normalizes a target attribute: without letter case, blanks, and the URN of the core schema. */
function normalized(target: string): string {
  const plain = target.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  const core = `${USER_SCHEMA.toLowerCase()}:`
  return plain.startsWith(core) ? plain.slice(core.length) : plain
}

/** Every target attribute that JumpCloud accepts, in lower case. */
const SUPPORTED: ReadonlySet<string> = new Set(
  [
    ...PROPERTIES.map(({ scim: { urn, name, sub } }) =>
      [urn === undefined ? name : `${urn}:${name}`, sub].filter(Boolean).join('.'),
    ),
    ...OTHERS,
  ].map(normalized),
)

/** Attributes that JumpCloud requires of a user, or needs to follow Entra. */
const REQUIRED = [
  {
    target: 'userName',
    id: 'user-name-missing',
    severity: 'error',
    message: 'no row writes userName: JumpCloud rejects every user',
    fix: 'map userName from [mailNickname], with matching precedence 1',
  },
  {
    target: 'emails[type eq "work"].value',
    id: 'email-missing',
    severity: 'error',
    message: 'no row writes emails[type eq "work"].value: JumpCloud rejects every user',
    fix: 'map emails[type eq "work"].value from [userPrincipalName] or [mail]',
  },
  {
    target: 'active',
    id: 'active-missing',
    severity: 'error',
    message: 'no row writes active: users who leave keep their access to JumpCloud',
    fix: 'map active from Switch([IsSoftDeleted], , "False", "True", "True", "False")',
  },
] as const

/** A typical user, to test expressions. */
const SAMPLE = {
  userPrincipalName: 'jane.doe@contoso.example',
  mail: 'jane.doe@contoso.example',
  mailNickname: 'jane.doe',
  givenName: 'Jane',
  surname: 'Doe',
  displayName: 'Jane Doe',
  IsSoftDeleted: 'False',
}

/** Compares a synchronization schema with JumpCloud's table of supported attributes. */
export function lintSchema(schema: SynchronizationSchema): readonly LintFinding[] {
  const mappings = schema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings)
  const isGroup = ({ targetObjectName }: ObjectMapping): boolean => /group/i.test(targetObjectName)
  const users = mappings.filter((mapping) => !isGroup(mapping) && mapping.enabled)
  const nobody: LintFinding = {
    id: 'users-disabled',
    severity: 'error',
    where: 'Users',
    message: 'no mapping of users is enabled: no user is provisioned',
    fix: 'set Enabled to Yes in the mapping of users',
  }
  return [
    ...(users.length === 0 ? [nobody] : []),
    ...mappings.filter((mapping) => isGroup(mapping) && mapping.enabled).map(groupsEnabled),
    ...users.flatMap(lintUsers),
  ]
}

const groupsEnabled = ({ name }: ObjectMapping): LintFinding => ({
  id: 'groups-enabled',
  severity: 'error',
  where: name,
  message: 'the mapping of groups is enabled, but JumpCloud does not provision groups: each group fails',
  fix: 'set Enabled to No in the mapping of groups',
})

function lintUsers(mapping: ObjectMapping): LintFinding[] {
  const { name, attributeMappings: rows } = mapping
  const has = (target: string): boolean => rows.some((row) => isSame(row.targetAttributeName, target))
  const missing = REQUIRED.filter(({ target }) => !has(target)).map(({ target: _target, ...finding }) => ({
    ...finding,
    where: name,
  }))
  return [...missing, ...rows.flatMap((row) => lintRow(name, row))]
}

function lintRow(mapping: string, row: ObjectMapping['attributeMappings'][number]): LintFinding[] {
  const target = row.targetAttributeName
  const where = `${mapping} › ${target}`
  const findings: LintFinding[] = []
  if (/(?:^|:)manager(?:$|\.)/i.test(target))
    findings.push({
      id: 'manager-mapped',
      severity: 'error',
      where,
      message: 'JumpCloud does not support manager',
      fix: 'delete the row',
    })
  else if (!SUPPORTED.has(normalized(target)))
    findings.push({
      id: 'unsupported-attribute',
      severity: 'warning',
      where,
      message: "this attribute is not in JumpCloud's table: its value does not arrive",
      fix: 'delete the row, or map its source to an attribute that JumpCloud supports',
    })
  if (row.matchingPriority > 0 && !SUPPORTED.has(normalized(target)))
    findings.push({
      id: 'matching-unsupported',
      severity: 'error',
      where,
      message: "users are matched by an attribute that is not in JumpCloud's table: existing users may not be found",
      fix: 'match by userName',
    })
  if (isSame(target, 'userName') && isEmailFor(row))
    findings.push({
      id: 'user-name-is-email',
      severity: 'error',
      where,
      message: `${row.source?.expression ?? ''} writes an e-mail address into userName, which JumpCloud rejects`,
      fix: 'map userName from [mailNickname]',
    })
  return findings
}

const isSame = (one: string, other: string): boolean => normalized(one) === normalized(other)

/**
 * Returns whether an expression yields an e-mail address for the sample user; an expression that fails is reported when
 * the schema is read.
 */
function isEmailFor({ source }: ObjectMapping['attributeMappings'][number]): boolean {
  if (source === null) return false
  try {
    return String(evaluate(source.expression, SAMPLE)).includes('@')
  } catch {
    return false
  }
}
