import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect } from 'chai'
import { graphDescription } from './description.ts'

async function problems(document: unknown): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] })
  const found = await lintFromString({ source: JSON.stringify(document), config })
  return found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`)
}

describe('the OpenAPI description of the Graph façade', () => {
  it('satisfies the linter, which reports a broken reference', async () => {
    expect(await problems(graphDescription())).to.deep.equal([])
    const broken = structuredClone(graphDescription()) as { components: { schemas: Record<string, unknown> } }
    delete broken.components.schemas['user']
    expect(await problems(broken)).to.not.deep.equal([])
  })
})
