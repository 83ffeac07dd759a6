import type { EntraResponse } from '../client/index.ts'

const CODES: Readonly<Record<number, string>> = {
  400: 'SystemForCrossDomainIdentityManagementBadRequest',
  401: 'Unauthorized',
  403: 'InsufficientRights',
  404: 'InvalidAnchor',
  405: 'MethodNotAllowed',
  409: 'EntryConflict',
  422: 'UnprocessableEntity',
  429: 'TooManyRequests',
  501: 'NotImplemented',
}

/** The code of a provisioning log entry for an answer (Entra documentation, "How to analyze the Microsoft Entra provisioning logs"). */
export function errorCodeOf({ status }: EntraResponse): string {
  if (status >= 200 && status < 300) return 'SystemForCrossDomainIdentityManagementServiceIncompatible'
  return CODES[status] ?? (status >= 500 ? 'InternalServerError' : 'WebExceptionProtocolError')
}
