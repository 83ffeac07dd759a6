import { AssertionError } from 'chai'
import { type CheckContext, type ScimResponse, segmentOf, type TargetFacts } from '../../harness/index.ts'
import { type ScimResource, USER_SCHEMA } from '../../mocks/protocol/index.ts'

/** A resource that the check created. */
export type CreatedResource = ScimResource & { readonly id: string }

/** Returns the ability that is missing if a discovery document cannot be read. */
export function abilityOfDocument(path: string): 'config.document' | 'discovery.resource-types' | 'discovery.schemas' {
  if (/ServiceProviderConfig/i.test(path)) return 'config.document'
  return /ResourceTypes/i.test(path) ? 'discovery.resource-types' : 'discovery.schemas'
}

/** Says that the target does not have an attribute: a target without /Schemas shows it by what it stores. */
export function undeclaredReason(
  { hasSchemaDocuments }: Pick<TargetFacts, 'hasSchemaDocuments'>,
  path: string,
): string {
  return hasSchemaDocuments
    ? `${path} is not declared in /Schemas`
    : `the server has no /Schemas and does not store ${path}`
}

/**
 * Ends the check if the target does not declare the attributes, or declares nothing at all and so cannot be judged on
 * optional attributes.
 */
export function requireDeclared(
  { target, inapplicable, skip }: CheckContext,
  urn: string,
  ...paths: readonly string[]
): void {
  if (target.schemas.size === 0)
    skip('/Schemas cannot be read, so no optional attribute can be required', 'discovery.schemas')
  for (const path of paths) if (target.attribute(urn, path) === undefined) inapplicable(undeclaredReason(target, path))
}

/** Ends the check if the User schema does not declare the attributes as writable. */
export function requireWritable(context: CheckContext, ...paths: readonly string[]): void {
  requireDeclared(context, USER_SCHEMA, ...paths)
  for (const path of paths) {
    if (context.target.attribute(USER_SCHEMA, path)?.mutability === 'readOnly')
      context.inapplicable(`${path} is declared readOnly`)
    if (context.target.isComputed(path)) context.inapplicable(`the server sets ${path} itself`)
    if (!context.target.isStored(path)) context.inapplicable(`the server declares ${path} but does not store it`)
  }
}

/**
 * Returns the resource in the response to a create, or at its Location if the response has no body; undefined if it
 * has no id or is not the resource that was sent.
 */
export function resourceFrom({ scim }: CheckContext, response: ScimResponse): Promise<CreatedResource | undefined> {
  return scim.created(response)
}

/** Does the same as `resourceFrom`, but skips the check if there is no id. */
export async function createdFrom(context: CheckContext, response: ScimResponse): Promise<CreatedResource> {
  const made = await resourceFrom(context, response)
  return made ?? context.skip(`a created resource has no id: ${response.describe()}`, 'create.user.id')
}

/** Reads a resource. Throws AssertionError if the status is not 200. */
export async function read(
  { scim, expect }: CheckContext,
  resource: ScimResource,
  query: Readonly<Record<string, string>> = {},
): Promise<CreatedResource> {
  const response = await scim.get(resource, { query })
  expect(response).to.have.status(200)
  return response.resource as CreatedResource
}

/** Reads a resource until the assertion passes or the run's settle time is over. */
export async function eventuallyReturns(
  context: CheckContext,
  resource: ScimResource,
  assertion: (shown: CreatedResource) => unknown,
  query: Readonly<Record<string, string>> = {},
): Promise<void> {
  await context.eventually(async () => void (await assertion(await read(context, resource, query))))
}

/** Returns whether a condition becomes true within the run's settle time. */
export async function becomesTrue(
  { expect, eventually }: CheckContext,
  condition: () => Promise<boolean>,
): Promise<boolean> {
  try {
    await eventually(async () => expect(await condition()).to.equal(true))
    return true
  } catch (error) {
    if (error instanceof AssertionError) return false
    throw error
  }
}

/**
 * Returns the path of a schema. Colons stay colons, as in RFC 7644 §4: RFC 3986 allows them in a path, and some routers
 * treat `%3A` as another URL.
 */
export function schemaPath(urn: string): string {
  return `/Schemas/${segmentOf(urn).replaceAll('%3A', ':')}`
}
