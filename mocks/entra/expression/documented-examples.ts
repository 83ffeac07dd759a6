import type { SourceObject } from './source-object.ts'
import type { ExpressionValue } from './value.ts'

/** An example from the documentation: the expression, its input, and the documented result. */
export interface DocumentedExample {
  readonly expression: string
  readonly object: SourceObject
  readonly value: ExpressionValue
  /** A contradiction in the documentation, and the interpretation that is implemented. */
  readonly contradiction?: string
}

/** The page that contains the examples. */
export const DOCUMENTATION =
  'https://learn.microsoft.com/en-us/entra/identity/app-provisioning/functions-for-customizing-application-data'

/** The time that Now() returns in the examples, as on the page. */
export const DOCUMENTED_NOW: Date = new Date('2021-07-02T15:33:38Z')

const upn = { userPrincipalName: 'John.Doe@contoso.com' }
const john = { givenName: 'John', surname: 'Doe' }
const johnSmith = { PreferredFirstName: 'John', PreferredLastName: 'Smith' }
const phonePattern = String.raw`"\\+(?<isdCode>\\d* )(?<phoneNumber>\\d{10})"`
const timeZone =
  'Switch([state], "Australia/Sydney", "NSW", "Australia/Sydney","QLD", "Australia/Brisbane", "SA", "Australia/Adelaide")'
const title = 'IgnoreFlowIfNullOrEmpty(Switch([prefix], "", "3443", "Dr.", "3444", "Prof.", "3445", "Prof. Dr."))'
const active =
  'Switch([Active], , \n  "1", IIF(DateDiff("d", Now(), CDate([StatusHireDate])) > 5, "False", "True"), \n  "0", "False")'
const uniqueName = `SelectUniqueValue(
  Join("@", NormalizeDiacritics(StripSpaces(Join(".",  [PreferredFirstName], [PreferredLastName]))), "contoso.com"),
  Join("@", NormalizeDiacritics(StripSpaces(Join(".",  Mid([PreferredFirstName], 1, 1), [PreferredLastName]))), "contoso.com"),
  Join("@", NormalizeDiacritics(StripSpaces(Join(".",  Mid([PreferredFirstName], 1, 2), [PreferredLastName]))), "contoso.com")
)`
const difference = (interval: string, from: string, to: string): string =>
  `DateDiff("${interval}", CDate("${from}"), CDate("${to}"))`
const summer = '8/25/2021 5:41:18 PM'
const hired = '2012-03-16-07:00'
const digitsOfObjectId = 'Join("", 1000, Replace(ConvertToUTF8Hex([objectId]), , "[a-zA-Z_]*", , "", , ))'

/** Every example of the page that has a result, in its order. */
export const documentedExamples: readonly DocumentedExample[] = [
  { expression: 'Append([userPrincipalName], ".test")', object: upn, value: 'John.Doe@contoso.com.test' },
  {
    expression: 'BitAnd(&HF, &HF7)',
    object: {},
    value: 7,
    contradiction: 'The text computes 00000111 AND 11110111 and says 7; &HF is 00001111, yet 7 comes out either way.',
  },
  { expression: 'CBool([attribute1] = [attribute2])', object: { attribute1: 'a', attribute2: 'a' }, value: true },
  { expression: 'CBool([attribute1] = [attribute2])', object: { attribute1: 'a', attribute2: 'b' }, value: false },
  {
    expression: 'CDate([StatusHireDate])',
    object: { StatusHireDate: '2020-03-16-07:00' },
    value: '3/16/2020 7:00:00 AM',
  },
  { expression: 'CDate("2021-06-30+08:00")', object: {}, value: '6/29/2021 4:00:00 PM' },
  { expression: 'CDate("2009-06-15T01:45:30-07:00")', object: {}, value: '6/15/2009 8:45:30 AM' },
  { expression: 'Coalesce([mail],[userPrincipalName])', object: upn, value: 'John.Doe@contoso.com' },
  { expression: 'Coalesce([mail],[userPrincipalName])', object: {}, value: null },
  { expression: 'Coalesce([mail],[userPrincipalName],"")', object: {}, value: '' },
  { expression: 'ConvertToBase64("Hello world!")', object: {}, value: 'SABlAGwAbABvACAAdwBvAHIAbABkACEA' },
  { expression: 'ConvertToUTF8Hex("Hello world!")', object: {}, value: '48656C6C6F20776F726C6421' },
  { expression: 'Count([proxyAddresses])', object: { proxyAddresses: ['a', 'b'] }, value: 2 },
  { expression: 'CStr([dn])', object: { dn: 'cn=Joe,dc=contoso,dc=com' }, value: 'cn=Joe,dc=contoso,dc=com' },
  {
    expression: 'DateAdd("d", 7, CDate([StatusHireDate]))',
    object: { StatusHireDate: hired },
    value: '3/23/2012 7:00:00 AM',
  },
  {
    expression: 'DateAdd("d", -10, CDate([StatusHireDate]))',
    object: { StatusHireDate: hired },
    value: '3/6/2012 7:00:00 AM',
  },
  {
    expression: 'DateAdd("ww", 2, CDate([StatusHireDate]))',
    object: { StatusHireDate: hired },
    value: '3/30/2012 7:00:00 AM',
  },
  {
    expression: 'DateAdd("m", 10, CDate([StatusHireDate]))',
    object: { StatusHireDate: hired },
    value: '1/16/2013 7:00:00 AM',
  },
  {
    expression: 'DateAdd("yyyy", 2, CDate([StatusHireDate]))',
    object: { StatusHireDate: hired },
    value: '3/16/2014 7:00:00 AM',
  },
  { expression: difference('d', '2021-08-18+08:00', '2021-08-31+08:00'), object: {}, value: 13 },
  { expression: difference('d', summer, hired), object: {}, value: -3449 },
  { expression: difference('ww', summer, hired), object: {}, value: -493 },
  { expression: difference('m', summer, hired), object: {}, value: -113 },
  { expression: difference('yyyy', summer, hired), object: {}, value: -9 },
  { expression: difference('d', '2021-08-31+08:00', '2021-08-31+08:00'), object: {}, value: 0 },
  { expression: difference('h', '2021-08-24', '2021-08-25'), object: {}, value: 24 },
  { expression: difference('n', '2021-08-24', '2021-08-25'), object: {}, value: 1440 },
  { expression: difference('s', '2021-08-24', '2021-08-25'), object: {}, value: 86_400 },
  { expression: active, object: { Active: '1', StatusHireDate: '2021-07-09' }, value: 'False' },
  { expression: active, object: { Active: '1', StatusHireDate: '2021-07-05' }, value: 'True' },
  { expression: active, object: { Active: '0' }, value: 'False' },
  { expression: 'DateFromNum(129699324000000000)', object: {}, value: '1/1/2012 11:00:00 PM' },
  {
    expression: 'DateFromNum([lastLogonTimestamp])',
    object: { lastLogonTimestamp: '129699324000000000' },
    value: '1/1/2012 11:00:00 PM',
  },
  {
    expression: 'FormatDateTime([extensionAttribute1], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")',
    object: { extensionAttribute1: '20150123105347.1Z' },
    value: '2015-01-23',
  },
  { expression: 'IgnoreFlowIfNullOrEmpty([department])', object: { department: '' }, value: null },
  { expression: 'IgnoreFlowIfNullOrEmpty([department])', object: { department: 'Retail' }, value: 'Retail' },
  { expression: title, object: { prefix: '3444' }, value: 'Prof.' },
  { expression: title, object: { prefix: '1' }, value: null },
  {
    expression: 'IIF([country]="USA",[country],[department])',
    object: { country: 'USA', department: 'Retail' },
    value: 'USA',
  },
  {
    expression: 'IIF([country]="USA",[country],[department])',
    object: { country: 'NO', department: 'Retail' },
    value: 'Retail',
  },
  {
    expression: 'IIF([country]="USA",IIF([state]="CA","True","False"),"False")',
    object: { country: 'USA', state: 'CA' },
    value: 'True',
  },
  {
    expression: 'IIF([country]="USA",IIF([state]="CA","True","False"),"False")',
    object: { country: 'USA', state: 'NY' },
    value: 'False',
  },
  {
    expression: 'IIF([country]="USA","True",IIF([state]="CA","True","False"))',
    object: { country: 'NO', state: 'CA' },
    value: 'True',
  },
  {
    expression: 'IIF([country]="USA","True",IIF([state]="CA","True","False"))',
    object: { country: 'NO', state: 'OS' },
    value: 'False',
  },
  { expression: 'Switch([country],[country],"","Other")', object: {}, value: 'Other' },
  { expression: 'Switch([country],[country],"","Other")', object: { country: '' }, value: 'Other' },
  { expression: 'Switch([country],[country],"","Other")', object: { country: 'USA' }, value: 'USA' },
  { expression: 'InStr("The quick brown fox","quick")', object: {}, value: 5 },
  { expression: 'InStr("repEated","e",3,vbBinaryCompare)', object: {}, value: 7 },
  { expression: 'IsNull([displayName])', object: {}, value: true },
  { expression: 'IsNull([displayName])', object: { displayName: '' }, value: false },
  { expression: 'IsNullOrEmpty([displayName])', object: {}, value: true },
  { expression: 'IsNullOrEmpty([displayName])', object: { displayName: '' }, value: true },
  {
    expression:
      'Switch(IsPresent([directManager]),[directManager], IsPresent([skiplevelManager]),[skiplevelManager], IsPresent([director]),[director])',
    object: { skiplevelManager: 'm2', director: 'm3' },
    value: null,
    contradiction:
      'The page forbids IsPresent as the source of Switch and uses it so here, meaning m2. By the definition of Switch the source is False, no key is, and the default [directManager] is absent.',
  },
  { expression: 'Item([proxyAddresses], 1)', object: { proxyAddresses: ['smtp:a', 'smtp:b'] }, value: 'smtp:a' },
  { expression: 'Left("John Doe", 3)', object: {}, value: 'Joh' },
  { expression: 'Left("John Doe", 0)', object: {}, value: '' },
  { expression: 'Left("John Doe", -1)', object: {}, value: 'John Doe' },
  { expression: 'Left([displayName], 3)', object: {}, value: '' },
  { expression: 'Left("Jo", 3)', object: {}, value: 'Jo' },
  { expression: 'NormalizeDiacritics([givenName])', object: { givenName: 'Zoë' }, value: 'Zoe' },
  { expression: 'Not("True")', object: {}, value: false },
  { expression: 'Not("False")', object: {}, value: true },
  { expression: 'Now()', object: {}, value: '7/2/2021 3:33:38 PM' },
  {
    expression:
      'NumFromDate(Join("", FormatDateTime([ContractEndDate], ,"yyyy-MM-ddzzz", "yyyy-MM-dd"), " 23:59:59-08:00"))',
    object: { ContractEndDate: '2020-12-31-08:00' },
    value: '132539615990000000',
  },
  {
    expression:
      'NumFromDate(Join("",FormatDateTime([endDate], ,"M/d/yyyy hh:mm:ss tt","yyyy-MM-dd")," 23:59:59-08:00"))',
    object: { endDate: '12/31/2020 08:00:00 AM' },
    value: '132539615990000000',
  },
  {
    expression: 'PCase([firstName])',
    object: { firstName: 'PABLO GONSALVES (SECOND)' },
    value: 'Pablo Gonsalves (Second)',
  },
  { expression: `PCase([lastName]," '-")`, object: { lastName: "PINTO-DE'SILVA" }, value: "Pinto-De'Silva" },
  {
    expression: 'PCase(Join(" ",[firstName],[lastName]))',
    object: { firstName: 'GREGORY', lastName: 'JAMES' },
    value: 'Gregory James',
  },
  { expression: 'Redact([userPrincipalName])', object: upn, value: 'John.Doe@contoso.com' },
  { expression: 'RemoveDuplicates([proxyAddresses])', object: { proxyAddresses: ['a', 'b', 'a'] }, value: ['a', 'b'] },
  {
    expression: 'Replace([BusinessTitle],"Product Developer", , , "Software Engineer", , )',
    object: { BusinessTitle: 'Product Developer' },
    value: 'Software Engineer',
  },
  {
    expression: 'Replace([UserID],"<username>", , , , , "<username>@contoso.com")',
    object: { UserID: 'jsmith' },
    value: 'jsmith@contoso.com',
  },
  {
    expression: `Replace([telephoneNumber], , ${phonePattern}, , "\${phoneNumber}", , )`,
    object: { telephoneNumber: '+91 9998887777' },
    value: '9998887777',
  },
  {
    expression: String.raw`Replace([mobile], , "[()\\s-]+", , "", , )`,
    object: { mobile: '+1 (999) 888-7777' },
    value: '+19998887777',
    contradiction: 'The page says 19998887777, yet its pattern does not match the plus sign.',
  },
  {
    expression: String.raw`Replace([AddressLineData], ,"(?<streetNumber>^\\d*)","streetNumber", "888", , )`,
    object: { AddressLineData: '545 Tremont Street' },
    value: '888 Tremont Street',
  },
  {
    expression: 'Replace([userPrincipalName], , "(?<Suffix>@(.)*)", "Suffix", "", , )',
    object: { userPrincipalName: 'jsmith@contoso.com' },
    value: 'jsmith',
  },
  {
    expression: `Replace([telephoneNumber], , ${phonePattern}, "phoneNumber" , , [mobile], )`,
    object: { telephoneNumber: '', mobile: '+91 8887779999' },
    value: '8887779999',
  },
  {
    expression: `Replace([telephoneNumber], , ${phonePattern}, "phoneNumber" , , [mobile], )`,
    object: { telephoneNumber: '1', mobile: '+91 8887779999' },
    value: '1',
  },
  {
    expression: 'Replace([mailNickname], , "[a-zA-Z_]*", , "", , )',
    object: { mailNickname: 'john_doe72' },
    value: '72',
  },
  { expression: uniqueName, object: johnSmith, value: 'John.Smith@contoso.com' },
  {
    expression: 'Split([extensionAttribute5], ",")',
    object: { extensionAttribute5: 'PermissionSetOne, PermissionSetTwo' },
    value: ['PermissionSetOne', 'PermissionSetTwo'],
    contradiction:
      'The page names only the comma as delimiter and shows the second element without the blank after it; elements are trimmed.',
  },
  { expression: 'StripSpaces([displayName])', object: { displayName: ' John  Doe ' }, value: 'JohnDoe' },
  {
    expression: 'Switch(ToLower([statusFlag]), "0", "true", "1", "false", "0")',
    object: { statusFlag: 'TRUE' },
    value: '1',
  },
  { expression: 'Switch([statusFlag], "Default Value", "true", "1", "", "0")', object: {}, value: '0' },
  { expression: timeZone, object: { state: 'QLD' }, value: 'Australia/Brisbane' },
  { expression: timeZone, object: { state: 'qld' }, value: 'Australia/Sydney' },
  {
    expression:
      'ToLower(Join("@", NormalizeDiacritics(StripSpaces(Join(".",  [PreferredFirstName], [PreferredLastName]))), "contoso.com"))',
    object: johnSmith,
    value: 'john.smith@contoso.com',
  },
  { expression: 'Word("The quick brown fox",3," ")', object: {}, value: 'brown' },
  { expression: 'Word("This,string!has&many separators",3,",!&#")', object: {}, value: 'has' },
  { expression: 'Word("The quick brown fox",0," ")', object: {}, value: '' },
  { expression: 'Word([displayName],1," ")', object: {}, value: '' },
  { expression: 'Word("The quick brown fox",5," ")', object: {}, value: '' },
  {
    expression: 'Replace([mail], "@contoso.com", , ,"", ,)',
    object: { mail: 'john.doe@contoso.com' },
    value: 'john.doe',
  },
  { expression: 'Append(Mid([givenName], 1, 3), Mid([surname], 1, 5))', object: john, value: 'JohDoe' },
  {
    expression: 'Join(", ", "", [surname], [givenName])',
    object: john,
    value: 'Doe, John',
    contradiction: 'Joining an empty string would begin with the separator; empty parts are left out.',
  },
  {
    expression: digitsOfObjectId,
    object: { objectId: 'd05e47b1-3909-445a-ba5e-ca60cbc0e4b4' },
    value: '100064303565343762312333930392343435612626135652636136306362633065346234',
    contradiction:
      'The page shows another input, 00aa00aa-bb11-cc22-dd33-44ee44ee44ee, which cannot give this output; the one here is read back from the output.',
  },
  {
    expression: 'IIF([companyName] = "Company A", "A", IIF([companyName] = "Company B", "B", "External"))',
    object: { companyName: 'Company B' },
    value: 'B',
  },
]
