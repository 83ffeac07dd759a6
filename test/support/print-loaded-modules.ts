/** Preloaded by tests with `--import`: when the process ends, it writes the modules that it loaded to the file LOADED_MODULES, as URLs. */
import { writeFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'

const loaded = new Set<string>()
const require = createRequire(import.meta.url)
registerHooks({
  load(url, context, next) {
    loaded.add(url)
    return next(url, context)
  },
})
process.on('exit', () => {
  for (const file of Object.keys(require.cache)) loaded.add(`file://${file}`)
  writeFileSync(process.env['LOADED_MODULES'] ?? 'loaded-modules.json', JSON.stringify([...loaded]))
})
