import type { Dialect, EntraSwitches } from '../../mocks/entra/index.ts'
import type { FailOn } from '../../reports/index.ts'
import type { Capability } from '../facts/capability.ts'

/** The options that all commands with a target share. */
interface TargetConfig {
  /** SCIM base URL, as entered in Entra's Tenant URL. */
  readonly target?: string
  /** Sent as Bearer. Prefer `SCIM_TOKEN` in the environment. */
  readonly token?: string
  /** The file that contains the token. */
  readonly tokenFile?: string
  /** Additional headers by name. */
  readonly headers?: Readonly<Record<string, string>>
  /** A command that starts the target; `{port}` in `target` is replaced. */
  readonly spawn?: string
  readonly dialect?: Dialect
  /** The file that `compare --write` created from a recording, with the settings of the client. */
  readonly fidelity?: string
  /** A synchronizationSchema JSON as downloaded from Entra, `default` or `jumpcloud`. */
  readonly schema?: string
  /** The seed, from 0; the same seed repeats the same run. */
  readonly seed?: number
  /** The timeout of one exchange in milliseconds. */
  readonly timeout?: number
  /** The maximum number of requests per second. */
  readonly rate?: number
  /** Injected faults, such as `503@0.1`. */
  readonly fault?: readonly string[]
  /** The token endpoint of OAuth 2.0 client credentials. */
  readonly oauthTokenUrl?: string
  readonly oauthClientId?: string
  /** The client secret. Prefer `SCIM_CLIENT_SECRET` in the environment. */
  readonly oauthClientSecret?: string
  /** A signed assertion in place of the secret (workload identity federation). */
  readonly federated?: boolean
  /** The port of 127.0.0.1 on which the keys of the assertions are served. */
  readonly federatedKeysPort?: number
}

/** The options of `run`. */
interface RunConfig {
  /**
   * The third step: data read back from the target and projected, or the writes of the target to the mock JumpCloud
   * API.
   */
  readonly observe?: 'scim' | 'jumpcloud'
  /** Tests the embedded JumpCloud stack, even if `CI=true` requires a target. */
  readonly embedded?: boolean
  /** The file of the token, in place of `token`. */
  readonly tokenFile?: string
  /** Suites to run: by default `entra` and `rfc*` for a target of your own, all for the embedded stack. */
  readonly suite?: readonly string[]
  /** Globs of check ids. */
  readonly check?: readonly string[]
  readonly level?: readonly ('must' | 'should' | 'may')[]
  /** The number of failures after which the run stops. */
  readonly bail?: number
  /** `NAME` or `NAME=FILE`, in addition to the default reporters. */
  readonly reporter?: readonly string[]
  /** Whether `console`, `json`, `junit` and `html` report without being named (default: true). */
  readonly defaultReporters?: boolean
  /** Prints every check and every finding in full. */
  readonly verbose?: boolean
  /** Prints only the verdict. */
  readonly quiet?: boolean
  /** Prints the requests and responses of each check. */
  readonly showExchanges?: boolean
  /** The folder of the reports. */
  readonly out?: string
  /** The number of checks that run at once. */
  readonly concurrency?: number
  /** The time in milliseconds that the target may take until a change is visible. */
  readonly settle?: number
  /** The longest wait in seconds that a Retry-After header can request (default: 60). */
  readonly maxWait?: number
  /** The findings that cause exit code 1. */
  readonly failOn?: FailOn
  /** Limits on response times, such as `p95<500ms`. */
  readonly budget?: readonly string[]
  /** An earlier `result.json`: only findings that it does not contain cause exit code 1. */
  readonly baseline?: string
  /** The file of known findings. */
  readonly accepted?: string
  /** A day, `2026-07-01`: Microsoft's gallery tests apply the rules of that day. */
  readonly asOf?: string
  /** Runs only checks that change nothing. */
  readonly readOnly?: boolean
  /** Runs the checks in an order derived from the seed. */
  readonly shuffle?: boolean
  /** `I/N`: runs the I-th of N parts. */
  readonly shard?: string
  /** The PEM file of certificates to trust. */
  readonly ca?: string
  /** PEM file of the client certificate for mutual TLS, and of its private key. */
  readonly cert?: string
  readonly key?: string
  /** Whether failing requests are sent again in variants, to find out which work (default: true). */
  readonly diagnose?: boolean
  /** The capabilities of the target, if its ServiceProviderConfig lacks them or is wrong. */
  readonly capabilities?: Readonly<Partial<Record<Capability, boolean>>>
}

/** The options that only `provision` and `on-demand` have. */
interface ProvisionConfig {
  /** The number of users of the synthetic tenant. */
  readonly users?: number
  readonly groups?: number
  /** The users from Entra's download CSV or Graph `/users` JSON. */
  readonly tenant?: string
  readonly scope?: 'assigned' | 'all'
  readonly entraToken?: boolean
  /** Settings for behaviour that Microsoft's pages leave open, by the names of docs/fidelity.md. */
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
 * The content of `rehearsal.config.ts`, `.js` or `.json`: every option by the name of its flag in camelCase; flags take
 * precedence. Paths are relative to the file. Options of `provision` and `on-demand` are under `provision`; those of
 * the target are shared.
 */
export interface RehearsalConfig extends TargetConfig, RunConfig {
  readonly provision?: ProvisionConfig
}

/** Gives a configuration its type: `export default defineConfig({ target: 'https://host/scim/v2' })`. */
export function defineConfig(config: RehearsalConfig): RehearsalConfig {
  return config
}
