import type { CheckResult, ReadinessRow } from '../../reports/index.ts'

const REQUIREMENTS =
  'https://learn.microsoft.com/entra/identity/app-provisioning/app-gallery-user-provisioning-requirements'
const CHECKLIST = 'https://github.com/AzureAD/SCIMReferenceCode/blob/master/Entra-AppGallery-AI-Validation-Checklist.md'
const VALIDATOR = 'https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial'

/**
 * The evidence for a demand: checks of the run, a capability that the target declares, or a question to its developers.
 */
type Proof =
  | { readonly checks: readonly string[]; readonly needs: 'all' | 'one' }
  | { readonly capability: string }
  | { readonly rate: string; readonly requests: number }
  | 'ask'

interface Demand extends Pick<ReadinessRow, 'id' | 'title' | 'level' | 'url'> {
  readonly proof: Proof
}

const all = (...checks: string[]): Proof => ({ checks, needs: 'all' })
const one = (...checks: string[]): Proof => ({ checks, needs: 'one' })

/**
 * Microsoft's requirements for an application with provisioning in the gallery (requirements page of 2026-08-26;
 * Microsoft's checklist for developers).
 */
const DEMANDS: readonly Demand[] = [
  {
    id: 'users',
    title: 'Users are created, found, updated and removed by SCIM 2.0',
    level: 'required',
    url: REQUIREMENTS,
    proof: all('gallery.create-user-test', 'gallery.update-user-test', 'gallery.scim-user-create-test'),
  },
  {
    id: 'groups',
    title: 'Groups are provisioned',
    level: 'recommended',
    url: REQUIREMENTS,
    proof: all('gallery.create-group-test', 'gallery.group-update-add-member-test'),
  },
  {
    id: 'rate',
    title: 'At least 25 requests per second and tenant are answered',
    level: 'required',
    url: REQUIREMENTS,
    proof: { rate: 'entra.recovery.burst', requests: 25 },
  },
  {
    id: 'removal',
    title: 'Users are deactivated (active: false) or deleted',
    level: 'required',
    url: REQUIREMENTS,
    proof: one('gallery.disable-user-test', 'gallery.delete-user-test'),
  },
  {
    id: 'empty-query',
    title: 'A query that finds no user is answered 200 with an empty list',
    level: 'required',
    url: REQUIREMENTS,
    proof: all('validator.filter-for-a-non-existing-user'),
  },
  {
    id: 'discovery',
    title: '/Schemas declares every attribute that is mapped',
    level: 'required',
    url: REQUIREMENTS,
    proof: all('gallery.schema-discoverability-test'),
  },
  {
    id: 'validator',
    title: "Microsoft's SCIM Validator passes",
    level: 'required',
    url: VALIDATOR,
    proof: all('validator.*'),
  },
  {
    id: 'memberships',
    title: 'One PATCH changes several memberships',
    level: 'recommended',
    url: REQUIREMENTS,
    proof: 'ask',
  },
  { id: 'bulk', title: '/Bulk is supported', level: 'recommended', url: REQUIREMENTS, proof: { capability: 'bulk' } },
  {
    id: 'authentication',
    title: 'Tokens are given by OAuth client credentials or workload identity federation, and last 1 to 6 hours',
    level: 'required',
    url: REQUIREMENTS,
    proof: one('gallery.validate-credentials-test', 'gallery.federated-identity-test'),
  },
  {
    id: 'no-static-token',
    title: 'Long-lived tokens, basic authentication and the authorization code grant are not offered for SCIM',
    level: 'required',
    url: REQUIREMENTS,
    proof: 'ask',
  },
  {
    id: 'secret-life',
    title: 'Client secrets expire after 1 to 3 years',
    level: 'required',
    url: REQUIREMENTS,
    proof: 'ask',
  },
  {
    id: 'secret-rotation',
    title: 'Several client secrets can be active at once, so that they can be rotated',
    level: 'required',
    url: REQUIREMENTS,
    proof: 'ask',
  },
  {
    id: 'non-gallery',
    title: 'Provisioning was tested with a non-gallery application in Microsoft Entra',
    level: 'required',
    url: CHECKLIST,
    proof: 'ask',
  },
  {
    id: 'contacts',
    title: 'Microsoft has an engineering and a support contact',
    level: 'required',
    url: CHECKLIST,
    proof: 'ask',
  },
  {
    id: 'documentation',
    title: 'The SCIM endpoint is documented in public',
    level: 'required',
    url: CHECKLIST,
    proof: 'ask',
  },
  {
    id: 'customers',
    title: 'At least 100 common customers provision by the non-gallery application',
    level: 'required',
    url: CHECKLIST,
    proof: 'ask',
  },
  {
    id: 'preview-tenants',
    title: 'At least 5 tenants of customers take part in the private preview',
    level: 'required',
    url: CHECKLIST,
    proof: 'ask',
  },
]

/** Returns the checklist for the application gallery; undefined if none of its tests ran. */
export function readinessOf(
  results: readonly CheckResult[],
  capabilities: Readonly<Record<string, boolean>>,
): readonly ReadinessRow[] | undefined {
  if (!results.some(({ id }) => id.startsWith('gallery.'))) return undefined
  return DEMANDS.map(({ proof, ...row }) => ({ ...row, ...judged(proof, results, capabilities) }))
}

type Judgement = Pick<ReadinessRow, 'state' | 'reason' | 'checks'>

function judged(
  proof: Proof,
  results: readonly CheckResult[],
  capabilities: Readonly<Record<string, boolean>>,
): Judgement {
  if (proof === 'ask') return { state: 'ask', reason: 'no request shows it: ask the developers of the application' }
  if ('capability' in proof) return { state: capabilities[proof.capability] === true ? 'met' : 'unmet' }
  if ('rate' in proof)
    return ofRate(
      results.find(({ id }) => id === proof.rate),
      proof.requests,
    )
  const named = (id: string): boolean =>
    proof.checks.some((name) => (name.endsWith('*') ? id.startsWith(name.slice(0, -1)) : id === name))
  return ofChecks(
    results.filter(({ id }) => named(id)),
    proof.needs,
  )
}

const isRed = ({ outcome }: CheckResult): boolean => outcome === 'fail' || outcome === 'warn'

function ofChecks(results: readonly CheckResult[], needs: 'all' | 'one'): Judgement {
  const red = results.filter(isRed)
  const passed = results.filter(({ outcome }) => outcome === 'pass')
  const checks = { checks: results.map(({ id }) => id) }
  const reason = red[0]?.reason ?? results.find(({ outcome }) => outcome !== 'pass')?.reason
  if (needs === 'one' ? passed.length > 0 : red.length === 0 && passed.length > 0) return { state: 'met', ...checks }
  return { state: red.length > 0 ? 'unmet' : 'untested', ...(reason === undefined ? {} : { reason }), ...checks }
}

/**
 * Judges the rate. More exchanges than requests mean that the limit is lower, because the recorder repeats requests
 * that got 429.
 */
function ofRate(result: CheckResult | undefined, requests: number): Judgement {
  if (result === undefined || (result.outcome !== 'pass' && !isRed(result)))
    return { state: 'untested', ...(result?.reason === undefined ? {} : { reason: result.reason }) }
  const repeated = result.evidence.length - requests
  const checks = { checks: [result.id] }
  if (result.outcome === 'pass' && repeated <= 0) return { state: 'met', ...checks }
  const reason = result.reason ?? `of ${requests} requests at once ${repeated} were answered 429 first`
  return { state: 'unmet', reason, ...checks }
}
