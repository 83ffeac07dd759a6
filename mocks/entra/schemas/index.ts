import type { JsonValue } from '../../protocol/index.ts'
import { importSynchronizationSchema } from '../mapping/import-schema.ts'
import type { SynchronizationSchema } from '../mapping/synchronization-schema.ts'
import defaultJson from './default.json' with { type: 'json' }
import jumpCloudJson from './jumpcloud.json' with { type: 'json' }

/** Entra's mappings for JumpCloud, as JumpCloud's article on real-time provisioning has an administrator set them: users only, no manager. */
export const jumpCloudSchema: SynchronizationSchema = importSynchronizationSchema(jumpCloudJson as JsonValue)

/** Entra's mappings of a new non-gallery application: 22 user rows, 3 group rows. */
export const defaultSchema: SynchronizationSchema = importSynchronizationSchema(defaultJson as JsonValue)
