import type { EntraSwitches } from '../../mocks/entra/index.ts'
import type { Capability, Dialect } from '../check/check.ts'

/** What the commands that speak to a target share. */
interface TargetConfig {
  /** SCIM base URL, as typed into Entra's Tenant URL. */
  readonly target?: string
  /** Sent as Bearer. Rather leave it to `SCIM_TOKEN` in the environment. */
  readonly token?: string
  /** File that holds the token. */
  readonly tokenFile?: string
  /** Further headers by name. */
  readonly headers?: Readonly<Record<string, string>>
  /** A command that starts the target; `{port}` in `target` is replaced. */
  readonly spawn?: string
  readonly dialect?: Dialect
  /** The file that `compare --write` made of a recording: how the client speaks. */
  readonly fidelity?: string
  /** A synchronizationSchema JSON as downloaded from Entra, `default` or `jumpcloud`. */
  readonly schema?: string
  /** From 0; the same seed plays the same again. */
  readonly seed?: number
  /** Milliseconds for one exchange. */
  readonly timeout?: number
  /** Requests per second at most. */
  readonly rate?: number
  /** Where tokens are fetched by OAuth 2.0 client credentials. */
  readonly oauthTokenUrl?: string
  readonly oauthClientId?: string
  /** Rather leave it to `SCIM_CLIENT_SECRET` in the environment. */
  readonly oauthClientSecret?: string
  /** A signed assertion in place of the secret (workload identity federation). */
  readonly federated?: boolean
  /** The port of 127.0.0.1 on which the keys of the assertions are served. */
  readonly federatedKeysPort?: number
}

/** Options of `run`. */
interface RunConfig {
  /** The third leg: read back and projected, or what the target wrote to the mock JumpCloud API. */
  readonly observe?: 'scim' | 'jumpcloud'
  /** Rehearses the embedded JumpCloud stack, also where `CI=true` demands a target. */
  readonly embedded?: boolean
  /** File of the secret token, in place of `token`. */
  readonly tokenFile?: string
  /** Suites to run: by default `entra` and `rfc*` for a target of your own, all for the embedded stack. */
  readonly suite?: readonly string[]
  /** Globs of check ids. */
  readonly check?: readonly string[]
  readonly level?: readonly ('must' | 'should' | 'may')[]
  /** Stops after so many failures. */
  readonly bail?: number
  /** `NAME` or `NAME=FILE`, beside the default reporters. */
  readonly reporter?: readonly string[]
  /** Whether `console`, `json`, `junit` and `html` report without being named (true). */
  readonly defaultReporters?: boolean
  /** Prints every check and every finding in full. */
  readonly verbose?: boolean
  /** Prints the verdict alone. */
  readonly quiet?: boolean
  /** Prints the requests and responses of each check. */
  readonly showExchanges?: boolean
  /** Folder of the reports. */
  readonly out?: string
  /** Checks at once. */
  readonly concurrency?: number
  /** Milliseconds for which the target may take to show what it was told. */
  readonly settle?: number
  /** Longest wait, in seconds, that a Retry-After header can ask for (60). */
  readonly maxWait?: number
  /** Which findings make exit code 1. */
  readonly failOn?: 'must' | 'should' | 'never'
  /** An earlier `result.json`: only findings that it does not have make exit code 1. */
  /** Limits on response times, such as `p95<500ms`. */
  readonly budget?: readonly string[]
  readonly baseline?: string
  /** File of the known findings. */
  readonly accepted?: string
  /** A day, `2026-07-01`: Microsoft's gallery tests run by the rules of that day. */
  readonly asOf?: string
  /** Plays only what changes nothing. */
  readonly readOnly?: boolean
  /** Plays in an order drawn from the seed. */
  readonly shuffle?: boolean
  /** `I/N`: plays the I-th of N parts. */
  readonly shard?: string
  /** PEM file of certificates to trust. */
  readonly ca?: string
  /** PEM file of the client certificate for mutual TLS, and of its private key. */
  readonly cert?: string
  readonly key?: string
  /** Whether failing requests are sent again in variants, to find out which work (true). */
  readonly diagnose?: boolean
  /** What the target offers, where its ServiceProviderConfig is silent or wrong. */
  readonly capabilities?: Readonly<Partial<Record<Capability, boolean>>>
}

/** Options of `provision` and `on-demand` alone. */
interface ProvisionConfig {
  /** People of the synthetic tenant. */
  readonly users?: number
  readonly groups?: number
  /** People from Entra's download CSV or Graph `/users` JSON. */
  readonly tenant?: string
  readonly scope?: 'assigned' | 'all'
  readonly entraToken?: boolean
  /** What Microsoft's pages leave open, by the names of docs/fidelity.md. */
  readonly switch?: Partial<EntraSwitches>
  readonly scenario?: string
  readonly cycles?: number
  readonly clock?: 'real' | 'virtual'
  readonly state?: string
  readonly actions?: readonly ('create' | 'update' | 'delete')[]
  readonly deletionThreshold?: number
  readonly skipOutOfScopeDeletions?: boolean
  readonly verify?: boolean
  readonly table?: boolean
  readonly log?: string
  readonly mailTo?: string
  readonly mailVia?: string
}

/**
 * `rehearsal.config.ts`, `.js` or `.json`: every option by the name of its flag in camelCase; flags win. Paths are relative to the file.
 * Options of `provision` and `on-demand` stand under `provision`; the target's are shared.
 */
export interface RehearsalConfig extends TargetConfig, RunConfig {
  readonly provision?: ProvisionConfig
}

/** Types a configuration: `export default defineConfig({ target: 'https://host/scim/v2' })`. */
export function defineConfig(config: RehearsalConfig): RehearsalConfig {
  return config
}
