/** Something that a target can do and that checks depend on. */
export interface Ability {
  /** A stable id: `patch.op-capitalised`. */
  readonly id: string
  /** The behaviour of a target with the ability: a short sentence that begins with a verb, or with the request. */
  readonly title: string
  /** The abilities that this one needs. */
  readonly dependsOn?: readonly string[]
  /** True if a target may lack it; its checks are then inapplicable. */
  readonly isOptional?: true
  /** True if the probes do not try it, and the checks that decide it do. */
  readonly isDecidedByChecks?: true
}

/**
 * Every ability. The probes try most of them (`probeAbilities.ts`); the others are decided by the checks that name them in
 * `decides`. A check names the abilities that it needs in `dependsOn`.
 */
export const ABILITIES = [
  // Capabilities that a target may offer, by discovery or by its behaviour.
  { id: 'patch', title: 'changes resources by PATCH', isOptional: true, dependsOn: ['create.user'] },
  { id: 'filter', title: 'finds users by `userName eq "…"`', isOptional: true, dependsOn: ['create.user'] },
  { id: 'sort', title: 'sorts by `sortBy`', isOptional: true },
  { id: 'etag', title: 'has versions of resources (ETag)', isOptional: true, dependsOn: ['create.user'] },
  { id: 'bulk', title: 'processes bulk requests', isOptional: true },
  { id: 'changePassword', title: 'changes passwords', isOptional: true },
  { id: 'index', title: 'pages by startIndex and count', isOptional: true },
  { id: 'cursor', title: 'pages by cursor', isOptional: true },
  { id: 'groups', title: 'has groups', isOptional: true },
  { id: 'enterprise', title: 'has the enterprise extension of users', isOptional: true },
  { id: 'me', title: 'answers /Me', isOptional: true },
  { id: 'search', title: 'answers queries by POST of .search', isOptional: true },
  { id: 'root-query', title: 'answers queries of the base URL', isOptional: true },
  { id: 'auth', title: 'can be tested with and without credentials', isOptional: true },
  { id: 'tls', title: 'uses TLS', isOptional: true },
  { id: 'securityEvents', title: 'announces security events', isOptional: true },

  // Discovery documents.
  { id: 'config.document', title: 'answers /ServiceProviderConfig' },
  { id: 'discovery.resource-types', title: 'lists /ResourceTypes' },
  { id: 'discovery.schemas', title: 'lists /Schemas' },
  {
    id: 'discovery.schema-by-uri',
    title: 'answers a schema by its URI',
    dependsOn: ['discovery.schemas'],
    isDecidedByChecks: true,
  },
  { id: 'discovery.endpoint', title: 'advertises the correct endpoint of Users' },

  // Create, read, update, delete.
  { id: 'media-type.scim', title: 'reads bodies of application/scim+json' },
  { id: 'create.user', title: 'creates a user by POST' },
  { id: 'create.user.id', title: 'answers a create with the id', dependsOn: ['create.user'] },
  { id: 'create.status', title: 'answers a create with 201', dependsOn: ['create.user'] },
  { id: 'create.location', title: 'answers a create with its Location', dependsOn: ['create.user'] },
  { id: 'read.user', title: 'returns a user by its id', dependsOn: ['create.user'] },
  {
    id: 'display-name.stored',
    title: 'returns displayName as sent',
    isOptional: true,
    dependsOn: ['create.user'],
  },
  { id: 'delete.user', title: 'deletes a user', dependsOn: ['create.user'] },
  { id: 'create.group', title: 'creates a group by POST', dependsOn: ['groups'] },
  { id: 'read.group', title: 'returns a group by its id', dependsOn: ['create.group'] },
  { id: 'replace.user', title: 'replaces a user by PUT', dependsOn: ['create.user'] },
  { id: 'conflict.user', title: 'rejects a second user with the same userName', dependsOn: ['create.user'] },
  { id: 'unknown-id', title: 'answers 404 for an unknown id' },

  // Filters.
  { id: 'filter.no-hit', title: 'answers a filter without a match with an empty list' },
  { id: 'filter.operators', title: 'reads `co`, `sw`, `pr`, `and`, `or`, `not`', dependsOn: ['filter'] },
  { id: 'filter.value-case', title: 'compares userName without regard to case', dependsOn: ['filter'] },
  { id: 'filter.name-case', title: 'reads attribute names in any letter case', dependsOn: ['filter'] },
  { id: 'filter.operator-case', title: 'reads operators in any letter case', dependsOn: ['filter'] },
  { id: 'filter.unknown-attribute', title: 'does not return all users for an unknown attribute' },
  { id: 'filter.malformed', title: 'rejects a filter that cannot be parsed' },
  { id: 'filter.groups', title: 'finds groups by `displayName eq "…"`', dependsOn: ['create.group'] },
  { id: 'filter.external-id', title: 'finds users by externalId', dependsOn: ['filter'] },

  // Forms of PATCH, as Entra and other clients send them.
  { id: 'patch.attribute', title: 'replaces a plain attribute by PATCH', dependsOn: ['patch'] },
  { id: 'patch.op-capitalised', title: 'applies op `Replace` with a capital R', dependsOn: ['patch.attribute'] },
  { id: 'patch.without-path', title: 'applies an operation without a path', dependsOn: ['patch.attribute'] },
  {
    id: 'patch.path-less-dotted',
    title: 'applies dotted and URN keys without a path',
    dependsOn: ['patch.without-path'],
  },
  { id: 'patch.dotted-path', title: 'applies the path `name.familyName`', dependsOn: ['patch.attribute'] },
  { id: 'patch.value-path', title: 'applies the path `emails[type eq "work"].value`', dependsOn: ['patch.attribute'] },
  {
    id: 'patch.value-path-add',
    title: 'creates the element of a value path that matches nothing',
    dependsOn: ['patch.attribute'],
  },
  { id: 'patch.urn-path', title: 'applies the URN of an extension attribute as path', dependsOn: ['patch.attribute'] },
  { id: 'patch.active-string', title: 'deactivates a user with active "False"', dependsOn: ['patch'] },
  { id: 'patch.active-boolean', title: 'deactivates a user with active false', dependsOn: ['patch'] },
  {
    id: 'patch.several-operations',
    title: 'applies several operations of one request',
    dependsOn: ['patch.attribute'],
  },
  { id: 'patch.list', title: 'replaces a list of values', dependsOn: ['patch.attribute'] },
  { id: 'patch.complex', title: 'replaces a complex value', dependsOn: ['patch.attribute'] },
  { id: 'patch.remove', title: 'removes a value', dependsOn: ['patch.attribute'] },

  // Groups and members.
  { id: 'members.add', title: 'adds members to a group', dependsOn: ['create.group'] },
  { id: 'members.remove', title: 'removes members from a group', dependsOn: ['members.add'] },

  // The first requests of Entra.
  { id: 'entra.probe', title: "answers Entra's query for an unknown user with an empty list" },
  { id: 'entra.create', title: 'creates a user as Entra sends it', dependsOn: ['entra.probe'] },
  { id: 'entra.stored', title: 'stores and returns the values that Entra sends', dependsOn: ['entra.create'] },
  { id: 'match.user', title: 'finds the user that Entra created', dependsOn: ['entra.create'] },
  {
    id: 'entra.group.probe',
    title: "answers Entra's query for an unknown group with an empty list",
    dependsOn: ['groups'],
  },

  // The form of responses.
  { id: 'list-response', title: 'answers queries with a ListResponse' },
  { id: 'paging', title: 'returns the page that begins at startIndex', dependsOn: ['filter'], isDecidedByChecks: true },
  {
    id: 'paging.past-end',
    title: 'returns an empty page past the last result',
    dependsOn: ['filter'],
    isDecidedByChecks: true,
  },
  { id: 'attribute-selection', title: 'returns the requested attributes', dependsOn: ['create.user'] },
  { id: 'refused-without-credentials', title: 'rejects requests without credentials', dependsOn: ['auth'] },
] as const

/** The name of an ability. */
export type AbilityId = (typeof ABILITIES)[number]['id']

/** Returns whether a run needs to know at least one of some abilities. */
export type NeedsAbility = (...ids: readonly AbilityId[]) => boolean

const BY_ID: ReadonlyMap<string, Ability> = new Map(ABILITIES.map((ability) => [ability.id, ability]))

/** Returns abilities with all that they depend on, the most basic first, each once. */
export function withPrerequisites(ids: readonly string[]): readonly string[] {
  const ordered = new Set<string>()
  const visit = (id: string): void => {
    if (ordered.has(id)) return
    for (const needed of BY_ID.get(id)?.dependsOn ?? []) visit(needed)
    ordered.add(id)
  }
  for (const id of ids) visit(id)
  return [...ordered]
}
