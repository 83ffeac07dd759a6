export { type AttributeChange, findChanges } from './changes.ts'
export { type Dialect, parseTenantUrl } from './dialect.ts'
export { addMembersBody, type PatchChange, patchBody, removeManagerBody, removeMembersBody } from './patch-body.ts'
export { groupBody, type ResourceBodyOptions, userBody } from './resource-body.ts'
