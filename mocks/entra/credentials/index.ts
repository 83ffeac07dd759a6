export { type ClientCredentialsOptions, clientCredentials, TokenRefused } from './client-credentials.ts'
export { type EntraTokenIssuer, type EntraTokenOptions, entraTokenIssuer, NON_GALLERY_AUDIENCE } from './entra-token.ts'
export { requestToken, type TokenAnswer, type TokenRequest } from './request-token.ts'
