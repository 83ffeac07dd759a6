/** A header of responses that a fault on purpose made in place of the target. */
export const INJECTED_FAULT = 'x-scim-rehearsal-fault'
