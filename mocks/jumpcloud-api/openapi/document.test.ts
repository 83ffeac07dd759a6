import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect } from 'chai'
import { createJumpCloudApi, jumpCloudDescription } from '../index.ts'

type Json = Record<string, unknown>

async function problems(document: unknown): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] })
  const found = await lintFromString({ source: JSON.stringify(document), config })
  return found.map(({ ruleId, message }) => `${ruleId}: ${message}`)
}

describe('the OpenAPI description', () => {
  it('satisfies the linter', async () => {
    expect(await problems(jumpCloudDescription())).to.deep.equal([])
  })

  it('does not satisfy it with a broken reference, an undescribed parameter, or an invalid schema', async () => {
    const ruleError = async (change: (document: Json) => void): Promise<string[]> => {
      const document = structuredClone(jumpCloudDescription()) as Json
      change(document)
      return problems(document)
    }
    const schemas = (document: Json): Json => (document['components'] as Json)['schemas'] as Json
    expect(await ruleError((document) => void delete schemas(document)['SystemUser'])).to.not.deep.equal([])
    expect(
      await ruleError(
        (document) => void delete ((document['paths'] as Json)['/api/systemusers/{id}'] as Json)['parameters'],
      ),
    ).to.not.deep.equal([])
    expect(
      await ruleError((document) => void Object.assign(schemas(document), { SystemUser: { type: 'user' } })),
    ).to.not.deep.equal([])
  })

  it('is served without credentials, equal to the published one', async () => {
    await using listening = await createJumpCloudApi().listen()
    const response = await fetch(`${listening.url}/openapi.json`)
    expect(response.status).to.equal(200)
    expect(await response.json()).to.deep.equal(JSON.parse(JSON.stringify(jumpCloudDescription())))
  })

  it('depends on the switches', async () => {
    await using listening = await createJumpCloudApi({ switches: { maxUsernameLength: 20 } }).listen()
    const text = await (await fetch(`${listening.url}/openapi.json`)).text()
    const { components } = JSON.parse(text) as {
      components: { schemas: Record<string, { properties: Record<string, Json> }> }
    }
    expect(components.schemas['SystemUserCreate']?.properties['username']).to.include({ maxLength: 20 })
  })
})
