import type { FunctionDefinition } from './function-definition.ts'
import { dateFunctions } from './functions/dates.ts'
import { encodingFunctions } from './functions/encodings.ts'
import { generatedFunctions } from './functions/generated.ts'
import { listFunctions } from './functions/lists.ts'
import { logicFunctions } from './functions/logic.ts'
import { replaceFunctions } from './functions/replace.ts'
import { roleFunctions } from './functions/roles.ts'
import { textFunctions } from './functions/text.ts'

/** Every function of the language, by name; names are case-sensitive, as in Entra. */
export const functionTable: ReadonlyMap<string, FunctionDefinition> = new Map(
  [
    textFunctions,
    logicFunctions,
    listFunctions,
    encodingFunctions,
    generatedFunctions,
    roleFunctions,
    dateFunctions,
    replaceFunctions,
  ]
    .flat()
    .map((definition) => [definition.name, definition]),
)
