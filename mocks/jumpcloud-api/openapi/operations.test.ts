import { expect } from 'chai'
import type { Operation, QueryParameter } from '../api/operation.ts'
import { RESOURCES } from '../service/operations.ts'
import { jumpCloudDescription } from './document.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly description: string
  readonly required?: boolean
  readonly schema: unknown
}
interface Content {
  readonly [type: string]: { readonly schema: unknown }
}
interface Described {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly security?: readonly unknown[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly headers?: object; readonly content?: Content }>
  >
}

const document = jumpCloudDescription() as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly jsonSchemaDialect: string
  readonly tags: readonly { readonly name: string; readonly description: string }[]
}
const operations = RESOURCES.flatMap((resource) =>
  resource.operations.map((operation) => ({ operation, tag: resource.name })),
)
const described = ({ path, method }: Operation): Described => {
  const found = document.paths[path]?.[method.toLowerCase()]
  if (found === undefined) throw new Error(`${method} ${path} is not described`)
  return found
}
const one = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const schemaOf = (name: string, isList: boolean) => (isList ? { type: 'array', items: one(name) } : one(name))
const parameterOf = ({ name, says, schema, isRequired }: QueryParameter, place: string): Parameter => ({
  name,
  in: place,
  description: says,
  schema,
  ...(isRequired ? { required: true } : {}),
})

describe('the description of an operation', () => {
  it('has the name, the summary and the tag of each', () => {
    for (const { operation, tag } of operations) {
      const { id, summary } = operation
      expect(described(operation), id).to.deep.include({ operationId: id, summary, tags: [tag] })
    }
    expect(document.tags).to.deep.equal(RESOURCES.map(({ name, says }) => ({ name, description: says })))
    expect(document.jsonSchemaDialect).to.equal('https://json-schema.org/draft/2020-12/schema')
  })

  it('has the parameters that the server reads, and requires what the server requires', () => {
    for (const { operation } of operations) {
      const { id, query = [], headers = [] } = operation
      const own = (described(operation).parameters ?? []).filter(({ name }) => name !== 'x-org-id')
      expect(own, id).to.deep.equal([
        ...query.map((parameter) => parameterOf(parameter, 'query')),
        ...headers.map((parameter) => parameterOf(parameter, 'header')),
      ])
    }
    const required = operations.flatMap(({ operation }) =>
      (described(operation).parameters ?? [])
        .filter((parameter) => parameter.required === true)
        .map(({ name }) => `${operation.id} ${name}`),
    )
    expect(required).to.include('bulk_userStatesGetNextScheduled users')
  })

  it('has the organization header if the operation reads it, and no security if it needs no key', () => {
    const organizations = operations.map(({ operation }) => {
      const { id, needs, organizationHeader } = operation
      const isOpen = needs === 'anyone'
      const named = (described(operation).parameters ?? []).find(({ name }) => name === 'x-org-id')
      expect(named !== undefined, `the organization of ${id}`).to.equal(!isOpen && organizationHeader !== 'refused')
      expect(described(operation).security, `the security of ${id}`).to.deep.equal(isOpen ? [] : undefined)
      if (named !== undefined) {
        expect(named).to.deep.include({ in: 'header', schema: { type: 'string', pattern: '^[0-9a-f]{24}$' } })
        expect(named.description).to.be.a('string').that.includes('organization')
      }
      return named !== undefined
    })
    expect(new Set(organizations)).to.deep.equal(new Set([true, false]))
  })

  it('has no empty list of parameters', () => {
    for (const { operation } of operations) expect(described(operation).parameters, operation.id).to.not.deep.equal([])
  })

  it('has the body that the server reads, and requires it if the server does', () => {
    const kinds = new Set<string>()
    for (const { operation } of operations) {
      const { id, body, isBodyOptional = false, isForm = false, isListBody = false } = operation
      const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json'
      expect(described(operation).requestBody, id).to.deep.equal(
        body === undefined
          ? undefined
          : { required: !isBodyOptional, content: { [type]: { schema: schemaOf(body, isListBody) } } },
      )
      if (body !== undefined)
        kinds.add([isBodyOptional && 'optional', isForm && 'form', isListBody && 'list'].join(' '))
    }
    expect([...kinds]).to.have.length.above(3)
  })

  it('has each response of the server, with its headers', () => {
    for (const { operation } of operations)
      for (const [status, { says, schema, isList = false, headers }] of Object.entries(operation.answers)) {
        const response = described(operation).responses[status]
        const label = `${operation.id} ${status}`
        expect(response?.description, label).to.equal(says)
        expect(response?.content, label).to.deep.equal(
          schema === undefined ? undefined : { 'application/json': { schema: schemaOf(schema, isList) } },
        )
        expect(Object.keys(response?.headers ?? {}), label).to.deep.equal(Object.keys(headers ?? {}))
      }
  })

  it('has the errors of each', () => {
    for (const { operation } of operations) {
      const { id, needs, path, method } = operation
      const { responses } = described(operation)
      const isOpen = needs === 'anyone'
      for (const status of [400, 401, 403, 404])
        if (operation.answers[status] === undefined) expect(status in responses, `${id} ${status}`).to.equal(!isOpen)
      if (operation.answers[304] === undefined) expect('304' in responses, `${id} 304`).to.equal(method === 'GET')
      if (operation.answers[302] === undefined)
        expect('302' in responses, `${id} 302`).to.equal(!isOpen && !path.startsWith('/insights/'))
      const schema = path.startsWith('/api/v2/') || path.startsWith('/insights/') ? 'ErrorV2' : 'ErrorV1'
      for (const status of [429, 500])
        expect(responses[status]?.content, `${id} ${status}`).to.deep.equal({
          'application/json': { schema: one(schema) },
        })
    }
  })

  it('has a conflict if records can be in conflict', () => {
    const conflicting = (method: string, path: string): boolean => {
      const found = document.paths[path]?.[method]
      expect(found, `${method} ${path}`).to.not.equal(undefined)
      return found !== undefined && '409' in found.responses
    }
    for (const [method, path] of [
      ['post', '/api/systemusers'],
      ['put', '/api/systemusers/{id}'],
      ['post', '/api/v2/usergroups'],
      ['post', '/api/v2/usergroups/{id}/members'],
    ] as const)
      expect(conflicting(method, path), `${method} ${path}`).to.equal(true)
    const associations = Object.keys(document.paths).filter((path) => path.endsWith('/associations'))
    expect(associations).to.not.deep.equal([])
    for (const path of associations) expect(conflicting('post', path), path).to.equal(true)
    expect(conflicting('get', '/api/organizations')).to.equal(false)
  })

  it('names the server of a path on another host', () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const servers = ((item as { servers?: readonly { url: string }[] }).servers ?? []).map(({ url }) => url)
      const host = path.startsWith('/insights/')
        ? 'https://api.jumpcloud.com'
        : path.startsWith('/oauth2/')
          ? 'https://admin-oauth.id.jumpcloud.com'
          : undefined
      expect(servers, path).to.deep.equal(host === undefined ? [] : ['/', host])
    }
  })
})
