/**
 * An independent SCIM server (the SCIM plugin of Better Auth, with its own SQLite in memory). It listens on PORT and
 * accepts SCIM_TOKEN as Bearer; tests start it with `--spawn`. Its base URL ends with `/api/auth/scim/v2`.
 */
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { scim } from '@better-auth/scim'
import { type BetterAuthOptions, type BetterAuthPlugin, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'

const port = Number(process.env['PORT'])
const token = process.env['SCIM_TOKEN'] ?? ''
const options: BetterAuthOptions = {
  baseURL: `http://127.0.0.1:${port}`,
  basePath: '/api/auth',
  secret: 'a secret of the tests, only for sessions',
  database: new DatabaseSync(':memory:'),
  logger: { level: 'error' },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  // Its types are wrong under exactOptionalPropertyTypes.
  plugins: [
    scim({
      connections: [{ id: 'entra', credentials: [{ type: 'bearer', id: 'tests', token }] }],
    }) as unknown as BetterAuthPlugin,
  ],
}
const { runMigrations } = await getMigrations(options)
await runMigrations()
createServer(toNodeHandler(betterAuth(options))).listen(port, '127.0.0.1')
