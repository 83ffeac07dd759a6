/** Graph's attributeMappingSource; `expression` is evaluated, the tree in `parameters` is redundant. */
export interface MappingSource {
  readonly expression: string
  readonly name: string
  readonly type: 'Attribute' | 'Constant' | 'Function'
  readonly parameters: readonly { readonly key: string; readonly value: MappingSource }[]
}

/** Graph's attributeMapping. */
export interface AttributeMapping {
  readonly targetAttributeName: string
  /** The source; `null` with a `defaultValue` is a mapping of type None. */
  readonly source: MappingSource | null
  readonly defaultValue: string | null
  readonly flowType: 'Always' | 'ObjectAddOnly' | 'MultiValueAddOnly'
  readonly flowBehavior: 'FlowWhenChanged' | 'FlowAlways'
  /** The matching precedence: 0 if the attribute is not used for matching; 1, 2, … in the order of the queries. */
  readonly matchingPriority: number
  readonly exportMissingReferences: boolean
}

/** One clause of a scoping filter. */
export interface ScopingClause {
  readonly operatorName: string
  readonly sourceOperandName: string
  readonly targetOperand: { readonly values: readonly string[] }
}

/** Graph's filter: clauses of a group are ANDed, groups ORed. */
export interface ScopingFilter {
  readonly groups: readonly { readonly name: string; readonly clauses: readonly ScopingClause[] }[]
}

/** Graph's objectMapping. */
export interface ObjectMapping {
  readonly name: string
  readonly enabled: boolean
  /** Any of `Add`, `Update`, `Delete`, joined by `, `: the target object actions. */
  readonly flowTypes: string
  readonly sourceObjectName: string
  readonly targetObjectName: string
  readonly scope: ScopingFilter | null
  readonly attributeMappings: readonly AttributeMapping[]
}

/** Graph's synchronizationSchema, as far as provisioning reads it. Import and export preserve unknown members. */
export interface SynchronizationSchema {
  readonly id: string
  readonly version: string
  readonly directories: readonly unknown[]
  readonly synchronizationRules: readonly {
    readonly id: string
    readonly name: string
    readonly priority: number
    readonly sourceDirectoryName: string
    readonly targetDirectoryName: string
    readonly objectMappings: readonly ObjectMapping[]
  }[]
}
