/** The entry point of a worker of `serve --workers`. Its settings come from the process that started it, because they have secrets. */
import { type JumpCloudWorkerOptions, listenJumpCloudWorker } from '../../mocks/jumpcloud-api/index.ts'
import { listenScimServer, sqliteStore } from '../../mocks/scim-server/index.ts'
import { type Forward, type Listening, runWorker } from '../../mocks/serving/index.ts'
import { processSecrets } from '../process/index.ts'
import { guardProcess } from './outgoing.ts'
import { type ScimBehaviour, scimOptions } from './serve-scim.ts'

/** The settings of a worker of the reference server. */
export interface ScimWorkerSettings extends ScimBehaviour {
  readonly port: number
  readonly host: string
  readonly db: string
}

/** The settings of a worker of the mock JumpCloud API. */
export interface ApiWorkerSettings extends JumpCloudWorkerOptions {
  readonly secrets: readonly string[]
}

guardProcess()
runWorker({
  'scim-server': (settings, forward) => scimWorker(settings as ScimWorkerSettings, forward),
  'jumpcloud-api': (settings, forward) => {
    const { secrets, ...options } = settings as ApiWorkerSettings
    processSecrets.add(...secrets)
    return listenJumpCloudWorker(options, forward)
  },
})

async function scimWorker({ port, host, db, ...behaviour }: ScimWorkerSettings, forward: Forward): Promise<Listening> {
  const { token } = behaviour
  if (token !== undefined) processSecrets.add(token)
  const store = sqliteStore(db, { isReader: true })
  return listenScimServer({
    ...scimOptions(behaviour),
    port,
    host,
    store,
    forward,
  })
}
