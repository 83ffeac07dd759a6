import { createVariants } from './create-variants.ts'
import { headerVariants } from './header-variants.ts'
import { memberVariants } from './member-variants.ts'
import { operationVariants, seldomVariants } from './operation-variants.ts'
import { pathVariants } from './path-variants.ts'
import { queryVariants } from './query-variants.ts'
import type { Variant } from './variant.ts'

/** Every way to send a request again that differs in one point, the most likely first; each topic has its own table. */
export const variants: readonly Variant[] = [
  ...operationVariants,
  ...memberVariants,
  ...pathVariants,
  ...createVariants,
  ...queryVariants,
  ...seldomVariants,
  ...headerVariants,
]
