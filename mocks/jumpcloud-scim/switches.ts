/** What the vendor's documentation leaves open; defaults are in docs/fidelity.md. */
export interface JumpCloudScimSwitches {
  /** What DELETE does to the system user (`suspend`); either way SCIM no longer knows it. */
  readonly remove: 'suspend' | 'delete'
  /** What becomes of `manager`, which JumpCloud's SCIM does not support (`dropped`). */
  readonly manager: 'dropped' | 'refused'
  /** What becomes of `externalId`, for which a system user has no property: `dropped`, or kept in a custom attribute (`dropped`). */
  readonly externalId: 'dropped' | 'attribute'
}

/** The defaults. */
export const DEFAULT_SWITCHES: JumpCloudScimSwitches = { remove: 'suspend', manager: 'dropped', externalId: 'dropped' }
