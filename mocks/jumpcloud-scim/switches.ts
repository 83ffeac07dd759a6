/** What the vendor's documentation leaves open; defaults are in docs/fidelity.md. */
export interface JumpCloudScimSwitches {
  /** What DELETE does to the system user (`suspend`); either way SCIM no longer knows it. */
  readonly remove: 'suspend' | 'delete'
  /** What becomes of `manager`, which JumpCloud's SCIM does not support (`dropped`). */
  readonly manager: 'dropped' | 'refused'
  /** What becomes of `externalId`, for which a system user has no property: `dropped`, or kept in a custom attribute (`dropped`). */
  readonly externalId: 'dropped' | 'attribute'
  /** What GET of `/Groups`, which JumpCloud's SCIM does not support, is answered: an empty list, or the status (`empty`). */
  readonly groups: 'empty' | '404' | '501'
  /** Whether ServiceProviderConfig advertises paging by cursor (RFC 9865), and lists take one (`absent`). */
  readonly cursors: 'absent' | 'advertised'
}

/** What each switch may be, the default first. */
const VALUES: { readonly [Name in keyof JumpCloudScimSwitches]: readonly JumpCloudScimSwitches[Name][] } = {
  remove: ['suspend', 'delete'],
  manager: ['dropped', 'refused'],
  externalId: ['dropped', 'attribute'],
  groups: ['empty', '404', '501'],
  cursors: ['absent', 'advertised'],
}

/** The defaults. */
export const DEFAULT_SWITCHES: JumpCloudScimSwitches = {
  remove: 'suspend',
  manager: 'dropped',
  externalId: 'dropped',
  groups: 'empty',
  cursors: 'absent',
}

/** The names of the switches. */
export const SWITCH_NAMES: readonly string[] = Object.keys(VALUES)

/** Text that names a switch and gives it no value that it has. The message says what it should be. */
export class InvalidFrontSwitch extends Error {
  override readonly name = 'InvalidFrontSwitch'
}

/** Reads `name=value`; undefined if no switch has the name. Throws InvalidFrontSwitch. */
export function parseFrontSwitch(text: string): Partial<JumpCloudScimSwitches> | undefined {
  const [, name = '', written = ''] = /^(\w+)=(.*)$/s.exec(text) ?? []
  if (!Object.hasOwn(VALUES, name)) return undefined
  const values: readonly string[] = VALUES[name as keyof JumpCloudScimSwitches]
  if (!values.includes(written))
    throw new InvalidFrontSwitch(`${name} takes ${values.join(' or ')}, not ${JSON.stringify(written)}`)
  return { [name]: written }
}
