import { createRequire } from 'node:module'
import { expect } from 'chai'
import { expectGolden } from '../fixtures/expect-golden.ts'
import { replayResult, replayTape } from '../fixtures/replay-result.ts'
import { runReporter } from '../fixtures/run-reporter.ts'
import { postmanReporter } from './postman-reporter.ts'

interface Item {
  readonly name: string
  readonly request?: {
    readonly method: string
    readonly url: { toString(): string }
    readonly headers: { get(name: string): string }
  }
  readonly events: { all(): readonly { readonly listen: string; readonly script: { toSource(): string } }[] }
}
interface Collection {
  readonly name: string
  forEachItem(visit: (item: Item) => void): void
}
// The package's types are its TypeScript sources, which TypeScript 7 cannot read.
const require = createRequire(import.meta.url)
const { Collection } = require('postman-collection') as {
  Collection: new (definition: object) => Collection
}

describe('findings as a Postman collection', () => {
  it("can be read by Postman's library, with their scripts", async () => {
    const { files } = await runReporter(postmanReporter, { result: replayResult, tape: replayTape })
    const text = files['findings.postman_collection.json'] ?? ''
    const collection = new Collection(JSON.parse(text) as object)
    const requests: string[] = []
    collection.forEachItem(({ request, events }) => {
      requests.push(`${request?.method} ${request?.url.toString()}`)
      expect(request?.headers.get('authorization')).to.equal('Basic {{SCIM_TOKEN}}')
      // Each script must be valid JavaScript.
      for (const { script } of events.all()) new Function('pm', script.toSource())
    })
    expect(requests).to.deep.equal([
      'POST {{SCIM_URL}}/Users',
      'PATCH {{SCIM_URL}}/Users/{{id1_uri}}',
      'GET {{SCIM_URL}}/Users/{{id1_uri}}',
      'DELETE {{SCIM_URL}}/Users/{{id1_uri}}',
      'POST {{SCIM_URL}}/Users',
      'DELETE {{SCIM_URL}}/Users/{{id1_uri}}',
      'DELETE {{SCIM_URL}}/Users/{{id1_uri}}',
      'GET {{SCIM_URL}}/Users?filter=userName%20eq%20%22{{name}}x000p%22',
    ])
    expectGolden('findings.postman_collection.json', text)
  })
})
