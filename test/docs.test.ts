import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { root } from './support/command.ts'
import { deviationsPage } from './support/deviations-page.ts'
import { requirementsPage } from './support/requirements-page.ts'

const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  deviations: deviationsPage,
  requirements: requirementsPage,
}

describe('the generated pages', () => {
  for (const [name, write] of Object.entries(PAGES)) {
    it(`docs/${name}.md is current: node scripts/${name}.ts writes it`, async () => {
      const shown = readFileSync(join(root, 'docs', `${name}.md`), 'utf8')
      // Compares to a boolean, because a difference of two long pages would not be readable.
      expect(shown === (await write()), `whether the page is current; run node scripts/${name}.ts`).to.equal(true)
    })
  }
})
