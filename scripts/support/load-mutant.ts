/** Preloaded with `--import`: gives the module MUTANT_FILE the source MUTANT_SOURCE. */
import { registerHooks } from 'node:module'

const file = process.env['MUTANT_FILE']
const source = process.env['MUTANT_SOURCE'] ?? ''
registerHooks({
  load: (url, context, next) =>
    url === file ? { format: 'module-typescript', source, shortCircuit: true } : next(url, context),
})
