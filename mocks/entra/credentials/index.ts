export { type ClientCredentialsOptions, clientCredentials, TokenRefused } from './client-credentials.ts'
export {
  type EntraTokenIssuer,
  type EntraTokenOptions,
  entraTokenIssuer,
  NON_GALLERY_AUDIENCE,
  TENANT_ID,
} from './entra-token.ts'
export {
  type AssertionForm,
  type FederatedIssuer,
  type FederatedIssuerOptions,
  federatedIdentity,
  federatedIssuer,
} from './federated-issuer.ts'
export {
  type AssertionTokenRequest,
  requestToken,
  type SecretTokenRequest,
  type TokenAnswer,
  type TokenRequest,
} from './request-token.ts'
