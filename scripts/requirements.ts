/** Writes docs/requirements.md. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requirementsPage } from '../test/support/requirements-page.ts'

writeFileSync(join(import.meta.dirname, '..', 'docs', 'requirements.md'), await requirementsPage())
