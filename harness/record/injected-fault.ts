/** A header of responses of injected faults, which replace those of the target. */
export const INJECTED_FAULT = 'x-scim-rehearsal-fault'
