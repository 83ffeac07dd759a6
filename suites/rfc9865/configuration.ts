import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import { pagedUsers } from './support/paged-users.ts'

async function pagination({ scim, skip, inapplicable }: CheckContext): Promise<JsonObject> {
  const response = await scim.get('/ServiceProviderConfig')
  if (response.status !== 200 || !isJsonObject(response.body))
    skip(`/ServiceProviderConfig cannot be read: ${response.describe()}`, 'config.document')
  const value = response.resource['pagination']
  if (!isJsonObject(value)) inapplicable('ServiceProviderConfig has no pagination')
  return value as JsonObject
}

/** Checks the members of `pagination` in ServiceProviderConfig (RFC 9865 §4). */
export const paginationMethods: Check = defineCheck({
  id: 'scim.cursor.config-methods',
  title: 'pagination of ServiceProviderConfig has cursor and index as booleans',
  requirements: ['rfc9865-4-02', 'rfc9865-4-03'],
  readOnly: true,
  async run(context) {
    const { cursor, index } = await pagination(context)
    await context.requirement('rfc9865-4-02', () => context.expect(cursor, 'pagination.cursor').to.be.a('boolean'))
    await context.requirement('rfc9865-4-03', () => context.expect(index, 'pagination.index').to.be.a('boolean'))
  },
})

/** Checks the value of defaultPaginationMethod (RFC 9865 §4). */
export const paginationDefault: Check = defineCheck({
  id: 'scim.cursor.config-default-method',
  title: 'defaultPaginationMethod, if present, is cursor or index',
  requirements: ['rfc9865-4-04'],
  readOnly: true,
  async run(context) {
    const { defaultPaginationMethod: method } = await pagination(context)
    if (method === undefined || method === null) return
    context.expect(method, 'defaultPaginationMethod').to.be.a('string')
    context.expect(String(method).toLowerCase(), 'defaultPaginationMethod').to.be.oneOf(['cursor', 'index'])
    if (method !== String(method).toLowerCase())
      context.warn(`defaultPaginationMethod is ${String(method)}, in another letter case`)
  },
})

/** Checks the limits that `pagination` states (RFC 9865 §4). */
export const paginationNumbers: Check = defineCheck({
  id: 'scim.cursor.config-numbers',
  title: 'defaultPageSize, maxPageSize and cursorTimeout, if present, are positive integers',
  requirements: ['rfc9865-4-05'],
  readOnly: true,
  async run(context) {
    const stated = await pagination(context)
    for (const name of ['defaultPageSize', 'maxPageSize', 'cursorTimeout']) {
      const value = stated[name]
      if (value === undefined || value === null) continue
      context
        .expect(value, name)
        .to.fit((number) => Number.isInteger(number) && Number(number) > 0, 'a positive integer')
    }
  },
})

/** Checks that cursor-based paging is advertised if the target supports it (RFC 9865 §4). */
export const paginationIsAdvertised: Check = defineCheck({
  id: 'scim.cursor.is-advertised',
  title: 'A server that supports cursors advertises them',
  requirements: ['rfc9865-4-01'],
  dependsOn: ['filter'],
  async run({ scim, once, expect, target, inapplicable }) {
    const config = target.serviceProviderConfig
    if (config === undefined) inapplicable('the server has no ServiceProviderConfig')
    const { filter } = await once(pagedUsers)
    const response = await scim.query(target.endpoint('User'), filter, { cursor: '', count: 1 })
    const isPaged =
      response.status === 200 && isJsonObject(response.body) && typeof response.body['nextCursor'] === 'string'
    if (!isPaged) inapplicable('a request with a cursor returns no nextCursor')
    const stated = config?.['pagination']
    expect(isJsonObject(stated) ? stated['cursor'] : undefined, 'pagination.cursor').to.equal(true)
  },
})
