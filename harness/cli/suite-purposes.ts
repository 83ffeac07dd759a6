/**
 * The purpose of each suite, by the name that `--suite` accepts. A tag of checks in several folders counts as a suite.
 */
export const suitePurposes: Readonly<Record<string, string>> = {
  entra:
    'requests as Microsoft Entra ID sends them: create, match, update, disable, groups, manager. Run it before you connect a tenant',
  jumpcloud:
    "JumpCloud's attribute mapping, limits and states, for a bridge that writes to JumpCloud (--observe jumpcloud) and for the embedded stack",
  rfc7643: 'RFC 7643, the schema of SCIM: attributes, characteristics, Users and Groups, discovery documents',
  rfc7644: 'RFC 7644, the protocol of SCIM: create, read, PUT, PATCH, DELETE, filters, sorting, paging, bulk, errors',
  rfc9865: 'RFC 9865, paging by cursors',
  rfc9967: 'RFC 9967, security events over SCIM',
  gallery:
    "Microsoft's own tests for its application gallery, including those of the SCIM validator. Run it before you submit to the gallery",
  validator: 'only the tests of the Microsoft Entra SCIM Validator',
  quirk:
    'requests that were quoted in public issues, sent unchanged. Run it when you have a bug to reproduce (list quirks shows each)',
  load: 'groups with many members',
}
