/** Behaviour that the vendor's documentation leaves open; the defaults are in docs/fidelity.md. */
export interface JumpCloudScimSwitches {
  /** The effect of DELETE on the system user (default: `suspend`); in both cases SCIM no longer knows it. */
  readonly remove: 'suspend' | 'delete'
  /** The handling of `manager`, which JumpCloud's SCIM does not support (default: `dropped`). */
  readonly manager: 'dropped' | 'refused'
  /**
   * The handling of `externalId`, for which a system user has no property: `dropped`, or stored in a custom attribute
   * (default: `dropped`).
   */
  readonly externalId: 'dropped' | 'attribute'
  /**
   * The response to GET of `/Groups`, which JumpCloud's SCIM does not support: an empty list, or the status (default:
   * `empty`).
   */
  readonly groups: 'empty' | '404' | '501'
  /**
   * Whether ServiceProviderConfig advertises cursor-based paging (RFC 9865) and lists support it (default: `absent`).
   */
  readonly cursors: 'absent' | 'advertised'
}

/** The values of each switch, the default first. */
const VALUES: { readonly [Name in keyof JumpCloudScimSwitches]: readonly JumpCloudScimSwitches[Name][] } = {
  remove: ['suspend', 'delete'],
  manager: ['dropped', 'refused'],
  externalId: ['dropped', 'attribute'],
  groups: ['empty', '404', '501'],
  cursors: ['absent', 'advertised'],
}

/** The default switches. */
export const DEFAULT_SWITCHES: JumpCloudScimSwitches = {
  remove: 'suspend',
  manager: 'dropped',
  externalId: 'dropped',
  groups: 'empty',
  cursors: 'absent',
}

/** The names of the switches. */
export const SWITCH_NAMES: readonly string[] = Object.keys(VALUES)

/** The error for a switch with an invalid value. The message lists the valid values. */
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
