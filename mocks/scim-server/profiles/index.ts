import { awsIamIdentityCenter } from './aws-iam-identity-center.ts'
import { entraScimApi } from './entra-scim-api.ts'
import type { ScimServerProfile } from './profile.ts'
import { rfc7644 } from './rfc7644.ts'

const PROFILES: readonly ScimServerProfile[] = [rfc7644, entraScimApi, awsIamIdentityCenter]

/** The names of the profiles. */
export const profileNames: readonly string[] = PROFILES.map(({ name }) => name)

/** Returns a profile by its name. Throws RangeError for an unknown one. */
export function scimServerProfile(name: string): ScimServerProfile {
  const profile = PROFILES.find((one) => one.name === name)
  if (profile === undefined) throw new RangeError(`unknown profile ${name}; available: ${profileNames.join(', ')}`)
  return profile
}
