import { STATUS_CODES } from 'node:http'
import type { EntraResponse } from '../client/index.ts'

const CODES: Readonly<Record<number, string>> = {
  // Observed in July 2026; older logs have SystemForCrossDomainIdentityManagementBadRequest.
  400: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
  401: 'Unauthorized',
  403: 'InsufficientRights',
  404: 'InvalidAnchor',
  405: 'MethodNotAllowed',
  409: 'EntryConflict',
  422: 'UnprocessableEntity',
  429: 'TooManyRequests',
  501: 'NotImplemented',
}

/**
 * Returns the code of a provisioning log entry for a response (Entra documentation, "How to analyze the Microsoft Entra
 * provisioning logs").
 */
export function errorCodeOf({ status }: EntraResponse): string {
  if (status >= 200 && status < 300) return 'SystemForCrossDomainIdentityManagementServiceIncompatible'
  return CODES[status] ?? (status >= 500 ? 'InternalServerError' : 'WebExceptionProtocolError')
}

/** The number of characters of a body that the log contains. */
const SHOWN = 300

/**
 * Returns the reason of a failure in the wording of the provisioning log
 * (learn.microsoft.com/answers/questions/1185756).
 */
export function failureReason({ status, text }: Pick<EntraResponse, 'status' | 'text'>): string {
  // .NET prints the name of a status it knows.
  const name = STATUS_CODES[status]?.replaceAll(/[^A-Za-z]/g, '') ?? String(status)
  return `StatusCode: ${name} Message: Processing of the HTTP request resulted in an exception. Please see the HTTP response returned by the 'Response' property of this exception for details. Web Response: ${text.slice(0, SHOWN)}.`
}
