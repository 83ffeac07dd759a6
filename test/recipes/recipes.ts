/** A change that a recipe of CONTRIBUTING.md requires: a new file, or lines that are inserted into an existing one. */
export interface Edit {
  readonly file: string
  /** The string after which the lines are inserted; absent for a new file. */
  readonly after?: string | RegExp
  readonly lines: string
}

/** A recipe that is followed: its heading in CONTRIBUTING.md, and the changes of its steps. */
export interface Recipe {
  readonly heading: string
  readonly edits: readonly Edit[]
}

/** All recipes, each with the smallest example that its steps allow. */
export const RECIPES: readonly Recipe[] = [
  {
    heading: 'Add a check',
    edits: [
      {
        file: 'suites/requirements/rfc7644.json',
        after: /^\[/,
        lines: `${JSON.stringify({
          id: 'rfc7644-3.6-99',
          spec: 'RFC 7644',
          section: '3.6',
          level: 'MUST',
          title: 'A deleted user stays deleted',
          statement: 'A second DELETE finds nothing.',
          testable: 'black-box',
          url: 'https://www.rfc-editor.org/rfc/rfc7644#section-3.6',
          how: 'Delete a user twice.',
          needs: [],
          basis: 'keyword',
          failure: 'A deleted user can be deleted again.',
          impact: 'A client does not know that the user is gone.',
          remedy: 'Answer the second DELETE with 404.',
          gravity: 4,
        })},`,
      },
      {
        file: 'suites/rfc7644/delete.ts',
        after: /$/,
        lines: `
/** Checks that a user cannot be deleted twice (RFC 7644 §3.6). */
export const recipeOfCheck: Check = defineCheck({
  id: 'scim.delete.recipe',
  title: 'A second DELETE returns 404',
  requirements: ['rfc7644-3.6-99'],
  async run({ scim, given, expect }) {
    const user = await given.user()
    await scim.delete(user)
    expect((await scim.delete(user)).status, 'status of the second DELETE').to.equal(404)
  },
})
`,
      },
    ],
  },
  {
    heading: 'Add a deviation',
    edits: [
      {
        file: 'mocks/scim-server/deviations/delete.ts',
        after: 'export const deleteDeviations: readonly Deviation[] = [',
        lines: `
  {
    name: 'recipe-of-deviation',
    says: 'each DELETE returns 204',
    caughtBy: ['scim.delete.recipe'],
    around: async (request, serve) => {
      if (request.method !== 'DELETE') return serve(request)
      await serve(request).catch(() => undefined)
      return { status: 204, headers: {} }
    },
  },`,
      },
    ],
  },
  {
    heading: 'Add a hostile mode',
    edits: [
      {
        file: 'test/hostile/support/inputs.ts',
        after: 'export const HOSTILE_INPUTS: readonly HostileInput[] = [',
        lines: `
  {
    name: 'recipe of a hostile mode',
    argv: () => ['run', '--concurrency', 'many'],
    code: 2,
    says: /--concurrency/,
    isOneLine: true,
  },`,
      },
    ],
  },
  {
    heading: 'Add an independent server',
    edits: [
      {
        file: 'test/independent-servers/servers.ts',
        after: 'export const SERVERS: readonly ServerRow[] = [',
        lines: `
  { name: 'recipe-of-server', says: 'is correct in its own way', override: { newId: (count) => \`recipe-\${count}\` } },`,
      },
    ],
  },
  {
    heading: 'Add a reporter',
    edits: [
      {
        file: 'reports/recipe/recipe-reporter.ts',
        lines: `import type { ReporterFactory } from '../model/index.ts'

/** Writes the verdict alone. */
export const recipeReporter: ReporterFactory = ({ writeFile }, file = 'recipe.txt') => ({
  name: 'recipe',
  onEnd: ({ verdict }) => writeFile(file, verdict),
})
`,
      },
      {
        file: 'reports/reporters.ts',
        after: "import { postmanReporter } from './postman/postman-reporter.ts'",
        lines: "\nimport { recipeReporter } from './recipe/recipe-reporter.ts'",
      },
      { file: 'reports/reporters.ts', after: '  console: consoleReporter,', lines: '\n  recipe: recipeReporter,' },
    ],
  },
  {
    heading: 'Add a view to the HTML report',
    edits: [
      {
        file: 'reports/html/app/views/recipe.tsx',
        lines: `import type { VNode } from 'preact'

/** Shows nothing of use. */
export function RecipeView(): VNode {
  return <p>A view</p>
}
`,
      },
      { file: 'reports/html/app/model/route.ts', after: "  overview: 'Overview',", lines: "\n  recipe: 'Recipe'," },
      {
        file: 'reports/html/app/data/contents.ts',
        after: '    overview: undefined,',
        lines: '\n    recipe: undefined,',
      },
      {
        file: 'reports/html/app/app.tsx',
        after: "import { Printed } from './views/printed.tsx'",
        lines: "\nimport { RecipeView } from './views/recipe.tsx'",
      },
      { file: 'reports/html/app/app.tsx', after: /const SHOWN: [^\n]*\{/, lines: '\n  recipe: RecipeView,' },
    ],
  },
  {
    heading: 'Add an expression function',
    edits: [
      {
        file: 'mocks/entra/expression/functions/text.ts',
        after: 'export const textFunctions: readonly FunctionDefinition[] = [',
        lines: "\n  define('Recipe(source)', 1, 1, (values) => values.text(0)?.toUpperCase() ?? null),",
      },
      {
        file: 'mocks/entra/expression/documented-examples.ts',
        after: 'export const documentedExamples: readonly DocumentedExample[] = [',
        lines: "\n  { expression: 'Recipe([mail])', object: { mail: 'a' }, value: 'A' },",
      },
    ],
  },
  {
    heading: 'Add an operation to the mock JumpCloud API',
    edits: [
      {
        file: 'mocks/jumpcloud-api/users/action-operations.ts',
        after: 'const ACTIONS: readonly Action[] = [',
        lines: `
  {
    id: 'systemusers_recipe',
    path: '/api/systemusers/{id}/recipe',
    summary: 'Do as a recipe says',
    level: 'assist',
    act: (_, user) => ({ ...user, password_expired: true }),
  },`,
      },
    ],
  },
  {
    heading: 'Add a mapping row of the shipped schemas',
    edits: [
      {
        file: 'mocks/entra/schemas/jumpcloud.json',
        after: '"attributeMappings": [',
        lines: `${JSON.stringify({
          defaultValue: null,
          exportMissingReferences: false,
          flowBehavior: 'FlowWhenChanged',
          flowType: 'Always',
          matchingPriority: 0,
          targetAttributeName: 'nickName',
          source: { expression: '[mailNickname]', name: 'mailNickname', type: 'Attribute', parameters: [] },
        })},`,
      },
    ],
  },
]
