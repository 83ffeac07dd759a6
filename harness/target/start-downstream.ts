import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createJumpCloudApi, type JumpCloudApi } from '../../mocks/jumpcloud-api/index.ts'
import type { RunEnvironment } from '../environment/environment.ts'
import { createFaultSwitch, type FaultSwitch } from './fault-switch.ts'
import { createKeySwitch, type KeySwitch } from './key-switch.ts'

/** The mock JumpCloud API to which the target writes, or to which read-backs are projected. */
export interface Downstream {
  readonly api: JumpCloudApi
  /** The origin of the API. */
  readonly url: string
  /** The target's key. */
  readonly apiKey: string
  /** The key of JumpCloud's own administrator. */
  readonly portalKey: string
  readonly keys: KeySwitch
  readonly faults: FaultSwitch
  close(): Promise<void>
}

/** Starts a mock JumpCloud API on loopback, behind a switch of the target's key. */
export async function startDownstream({ runName }: RunEnvironment): Promise<Downstream> {
  const keys = createKeySwitch(runName)
  const faults = createFaultSwitch(keys.portalKey)
  const api = createJumpCloudApi({ admins: keys.admins, faultFor: faults.faultFor })
  const server = createServer((request, response) => {
    keys.translate(request)
    api.app(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((closed) => {
      server.close(() => {
        api.store.close()
        closed()
      })
      server.closeAllConnections()
    })
  const { port } = server.address() as AddressInfo
  return { api, url: `http://127.0.0.1:${port}`, apiKey: keys.apiKey, portalKey: keys.portalKey, keys, faults, close }
}
