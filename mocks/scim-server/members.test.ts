import { expect } from 'chai'
import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  type JsonObject,
  PATCH_OP_MESSAGE,
  USER_SCHEMA,
} from '../protocol/index.ts'
import { listenScimServer } from './index.ts'

type Send = (method: string, path: string, body?: JsonObject) => Promise<{ status: number; body: JsonObject }>

async function served<Result>(strict: boolean, use: (send: Send, url: string) => Promise<Result>): Promise<Result> {
  await using server = await listenScimServer({ strict })
  const send: Send = async (method, path, body) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
  }
  return await use(send, server.url)
}

const patch = (...Operations: JsonObject[]): JsonObject => ({ schemas: [PATCH_OP_MESSAGE], Operations })

for (const strict of [false, true]) {
  describe(`members of the ${strict ? 'strict' : 'lenient'} server`, () => {
    it('have the type and the $ref of the existing resource, even if the client sent others', () =>
      served(strict, async (send, url) => {
        const { body: jane } = await send('POST', '/Users', { schemas: [USER_SCHEMA], userName: 'jane' })
        const { body: inner } = await send('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Inner' })
        const user = { value: String(jane['id']), type: 'User', $ref: `${url}/Users/${jane['id']}` }
        const group = { value: String(inner['id']), type: 'Group', $ref: `${url}/Groups/${inner['id']}` }
        const ways: readonly JsonObject[][] = [
          [{ value: user.value }, { value: group.value }],
          [
            { value: user.value, type: 'User' },
            { value: group.value, type: 'Group' },
          ],
          [
            { value: user.value, type: 'Group' },
            { value: group.value, type: 'User' },
          ],
          [
            { value: user.value, $ref: `${url}/Groups/${user.value}` },
            { value: group.value, $ref: `${url}/Users/${group.value}` },
          ],
        ]
        for (const [index, members] of ways.entries()) {
          const named = { schemas: [GROUP_SCHEMA], displayName: `Team ${index}` }
          const made = await send('POST', '/Groups', { ...named, members })
          expect(made.status, JSON.stringify(made.body)).to.equal(201)
          expect(made.body['members']).to.deep.equal([user, group])
          const put = await send('PUT', `/Groups/${made.body['id']}`, { ...named, members })
          expect(put.body['members']).to.deep.equal([user, group])
          for (const operation of [
            { op: 'add', path: 'members', value: members },
            { op: 'replace', path: 'members', value: members },
            { op: 'add', value: { members } },
          ]) {
            const { body: empty } = await send('POST', '/Groups', { ...named, displayName: `Empty ${index}` })
            const path = `/Groups/${empty['id']}`
            expect((await send('PATCH', path, patch(operation))).status).to.equal(204)
            expect((await send('GET', path)).body['members'], JSON.stringify(operation)).to.deep.equal([user, group])
            await send('DELETE', path)
          }
          await send('DELETE', `/Groups/${made.body['id']}`)
        }
        const gone = [{ value: 'nobody', type: 'Group' }]
        const { body } = await send('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'x', members: gone })
        expect((body['members'] as JsonObject[])[0]).to.include({ value: 'nobody', type: 'Group' })
      }))

    it('are patched by a value of an extension that contains schemas', () =>
      served(strict, async (send) => {
        const { body: jane } = await send('POST', '/Users', { schemas: [USER_SCHEMA], userName: 'jane' })
        const path = `/Users/${jane['id']}`
        const E = ENTERPRISE_USER_SCHEMA
        for (const [index, operation] of [
          { op: 'add', path: E, value: { schemas: [E], department: '0' } },
          { op: 'replace', path: E, value: { schemas: [E], department: '1' } },
          { op: 'add', value: { [E]: { schemas: [E], department: '2' } } },
          { op: 'replace', value: { [E]: { Schemas: [E.toUpperCase()], department: '3' } } },
          { op: 'replace', path: E, value: { schemas: [USER_SCHEMA, E], department: '4' } },
          { op: 'replace', path: E, value: { schemas: [], department: '5' } },
          { op: 'replace', path: E, value: { schemas: E, department: '6' } },
        ].entries()) {
          const { status, body } = await send('PATCH', path, patch(operation))
          expect([status, (body[E] as JsonObject)?.['department']], JSON.stringify(body)).to.deep.equal([
            200,
            `${index}`,
          ])
          expect(Object.keys(body[E] as JsonObject)).to.deep.equal(['department'])
          expect(body['schemas']).to.deep.equal([USER_SCHEMA, E])
        }
        const unknown = patch({ op: 'replace', path: E, value: { schemas: ['urn:nothing'], department: 'x' } })
        expect((await send('PATCH', path, unknown)).status).to.equal(400)
        const { body: after } = await send('PATCH', path, patch({ op: 'remove', path: E }))
        expect(after).to.not.have.property(E)
      }))
  })
}
