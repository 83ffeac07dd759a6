import { collection, count, item, NO_CONTENT } from '../api/answers.ts'
import { type GraphCall, ITEM_OPTIONS, LIST_OPTIONS, type Route } from '../api/route.ts'
import {
  type ApplicationRecord,
  graphApplication,
  graphServicePrincipal,
  TEMPLATES,
} from '../applications/application.ts'
import { notFound } from '../wire/graph-error.ts'

const READ = [
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
  'Directory.Read.All',
]
const WRITE = ['Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy']

/** Templates, applications and service principals. */
export const applicationRoutes: readonly Route[] = [
  {
    id: 'applicationTemplate_list',
    method: 'GET',
    path: '/applicationTemplates',
    summary: 'List the templates of applications: the non-gallery one',
    permissions: [],
    options: LIST_OPTIONS,
    answers: { 200: { schema: 'applicationTemplate', isCollection: true } },
    handle: (call) => collection(call, 'applicationTemplates', TEMPLATES),
  },
  {
    id: 'applicationTemplate_get',
    method: 'GET',
    path: '/applicationTemplates/{template}',
    summary: 'Read a template',
    permissions: [],
    options: ITEM_OPTIONS,
    answers: { 200: { schema: 'applicationTemplate' } },
    handle: (call) => item(call, 'applicationTemplates/$entity', templateOf(call)),
  },
  {
    id: 'applicationTemplate_instantiate',
    method: 'POST',
    path: '/applicationTemplates/{template}/instantiate',
    summary: 'Create an application and its service principal from a template',
    permissions: WRITE,
    body: 'instantiate',
    answers: { 201: { schema: 'applicationServicePrincipal' } },
    audit: { activity: 'Add service principal', category: 'ApplicationManagement' },
    handle: (call) => {
      const { applications, clock } = call.graph
      const template = templateOf(call)
      const record = applications.create(String(template['id']), String(call.body['displayName']), clock.now())
      return item(
        call,
        'microsoft.graph.applicationServicePrincipal',
        { application: graphApplication(record), servicePrincipal: graphServicePrincipal(record) },
        201,
      )
    },
  },
  ...routesOf({
    name: 'application',
    set: 'applications',
    label: 'application',
    shape: graphApplication,
    find: ({ graph, params }) => graph.applications.ofApplication(params['application'] ?? ''),
  }),
  ...routesOf({
    name: 'servicePrincipal',
    set: 'servicePrincipals',
    label: 'service principal',
    shape: graphServicePrincipal,
    find: servicePrincipalOf,
  }),
]

/** The service principal that a path names. Throws GraphError. */
export function servicePrincipalOf({ graph, params }: GraphCall): ApplicationRecord {
  return graph.applications.ofServicePrincipal(params['servicePrincipal'] ?? '')
}

function templateOf({ params }: GraphCall): (typeof TEMPLATES)[number] {
  const id = params['template'] ?? ''
  const template = TEMPLATES.find((known) => known['id'] === id)
  if (template === undefined) throw notFound(id)
  return template
}

interface Resource {
  readonly name: 'application' | 'servicePrincipal'
  readonly set: string
  readonly label: string
  readonly shape: typeof graphApplication
  readonly find: (call: GraphCall) => ApplicationRecord
}

/** Returns the routes of one side of an application; both sides are read, changed and deleted in the same way. */
function routesOf({ name, set, label, shape, find }: Resource): Route[] {
  const all = ({ graph }: GraphCall) => [...graph.applications.all()].map(shape)
  return [
    {
      id: `${name}_count`,
      method: 'GET',
      path: `/${set}/$count`,
      summary: `Count ${label}s`,
      permissions: READ,
      options: ['$filter'],
      answers: { 200: { schema: name, isText: true } },
      handle: (call) => count(call, all(call)),
    },
    {
      id: `${name}_list`,
      method: 'GET',
      path: `/${set}`,
      summary: `List ${label}s`,
      permissions: READ,
      options: LIST_OPTIONS,
      answers: { 200: { schema: name, isCollection: true } },
      handle: (call) => collection(call, set, all(call)),
    },
    {
      id: `${name}_get`,
      method: 'GET',
      path: `/${set}/{${name}}`,
      summary: `Read a ${label}, by its id or as ${set}(appId='…')`,
      permissions: READ,
      options: ITEM_OPTIONS,
      answers: { 200: { schema: name } },
      handle: (call) => item(call, `${set}/$entity`, shape(find(call))),
    },
    {
      id: `${name}_update`,
      method: 'PATCH',
      path: `/${set}/{${name}}`,
      summary: `Change a ${label}: its name, notes, tags and app roles`,
      permissions: WRITE,
      body: `${name}Update`,
      answers: { 204: {} },
      audit: { activity: `Update ${label}`, category: 'ApplicationManagement' },
      handle: (call) => {
        call.graph.applications.change(find(call), call.body)
        return NO_CONTENT
      },
    },
    {
      id: `${name}_delete`,
      method: 'DELETE',
      path: `/${set}/{${name}}`,
      summary: `Delete a ${label} with its job, secrets and assignments`,
      permissions: WRITE,
      answers: { 204: {} },
      audit: { activity: `Delete ${label}`, category: 'ApplicationManagement' },
      handle: async (call) => {
        const { applications, directory, jobs, secrets } = call.graph
        const record = find(call)
        const { servicePrincipalId } = record
        await jobs.remove(servicePrincipalId)
        secrets.remove(servicePrincipalId)
        directory.assignments.removeApplication(servicePrincipalId)
        applications.remove(record)
        return NO_CONTENT
      },
    },
  ]
}
