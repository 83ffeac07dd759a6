/** A user of JumpCloud, as its API returns one. */
export interface SystemUser {
  readonly _id: string
  readonly username: string
  readonly firstname: string | null
  readonly lastname: string | null
  readonly email: string
  readonly displayname: string | null
  readonly state: 'STAGED' | 'ACTIVATED' | 'SUSPENDED'
  /** False while the password is pending. */
  readonly activated: boolean
  readonly password_expired: boolean
  readonly jobTitle: string | null
  readonly department: string | null
  readonly location: string | null
  readonly costCenter: string | null
  readonly employeeType: string | null
  readonly company: string | null
  readonly employeeIdentifier: string | null
}

/** A property that an administrator can edit. */
export type EditableProperty = Exclude<keyof SystemUser, '_id' | 'state' | 'activated' | 'password_expired'>

/** The properties of the article's table by their names in the Admin Portal; Status follows Display Name. */
export const PROPERTIES: readonly { readonly name: EditableProperty; readonly label: string }[] = [
  { name: 'username', label: 'Username' },
  { name: 'firstname', label: 'First Name' },
  { name: 'lastname', label: 'Last Name' },
  { name: 'email', label: 'Company Email' },
  { name: 'displayname', label: 'Display Name' },
  { name: 'jobTitle', label: 'Job Title' },
  { name: 'department', label: 'Department' },
  { name: 'location', label: 'Location' },
  { name: 'costCenter', label: 'Cost Center' },
  { name: 'employeeType', label: 'Employee Type' },
  { name: 'company', label: 'Company' },
  { name: 'employeeIdentifier', label: 'Employee ID' },
]

/** The state of a user and of the password, in JumpCloud's words. */
export interface UserStatus {
  readonly state: 'Active' | 'Suspended' | 'Staged'
  readonly password: 'Active' | 'Password Pending' | 'Password Expired'
}

/** Returns the states of a user and of the password, which are independent of each other. */
export function statusOf({ state, activated, password_expired }: SystemUser): UserStatus {
  return {
    state: state === 'SUSPENDED' ? 'Suspended' : state === 'STAGED' ? 'Staged' : 'Active',
    password: password_expired ? 'Password Expired' : activated ? 'Active' : 'Password Pending',
  }
}
