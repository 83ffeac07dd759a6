/** The id of the mock tenant, in the issuer of its tokens and in its provisioning log. */
export const TENANT_ID = '6a7c1f0e-0000-4000-8000-5c1a5c1a5c1a'
