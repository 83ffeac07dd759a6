import type { SecretTokenRequest } from '../../mocks/entra/index.ts'
import type { ConnectionOptions } from '../../mocks/transport/index.ts'
import type { Federation } from './federation.ts'

/** The address of a target, and the headers for it. */
export interface Address {
  readonly baseUrl: string
  /** Headers with names in lower case, including credentials. */
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly connection?: ConnectionOptions
  /** The token request, if the token was fetched. */
  readonly oauth?: SecretTokenRequest
  /** Exchanges an assertion for a token, if the run uses federation. */
  readonly federation?: Federation
}
