/** The version of the tables; it must be increased when their form changes. */
export const TABLES_VERSION = '1'

/** The names of the indexes of users. */
export const USER_INDEX_NAMES: readonly string[] = [
  'jumpcloud_users_id',
  'jumpcloud_users_username',
  'jumpcloud_users_email',
  'jumpcloud_users_employee',
  'jumpcloud_users_manager',
]

/** Creates the missing indexes of users. */
export const USER_INDEXES: string = `
CREATE UNIQUE INDEX IF NOT EXISTS jumpcloud_users_id ON jumpcloud_users (organization, id);
CREATE UNIQUE INDEX IF NOT EXISTS jumpcloud_users_username ON jumpcloud_users (organization, username);
CREATE UNIQUE INDEX IF NOT EXISTS jumpcloud_users_email ON jumpcloud_users (email);
CREATE UNIQUE INDEX IF NOT EXISTS jumpcloud_users_employee ON jumpcloud_users (organization, employeeIdentifier)
  WHERE employeeIdentifier IS NOT NULL;
CREATE INDEX IF NOT EXISTS jumpcloud_users_manager ON jumpcloud_users (manager) WHERE manager IS NOT NULL;`

/** The settings of a database that is served. */
export const SERVING = 'PRAGMA journal_mode = WAL; PRAGMA cache_size = -2000;'

/** The settings of a connection that only reads. */
export const READING = 'PRAGMA busy_timeout = 5000; PRAGMA cache_size = -2000;'

/**
 * Counts the users of each organization in a table, because connections of other processes would take too long to count
 * a million rows for each list. Temporary triggers belong to the connection that writes, and a file that is opened
 * again is counted again.
 */
export const SHARING = `
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS jumpcloud_tallies (organization INTEGER PRIMARY KEY, users INTEGER NOT NULL) STRICT;
DELETE FROM jumpcloud_tallies;
INSERT INTO jumpcloud_tallies SELECT organization, count(*) FROM jumpcloud_users GROUP BY organization;
COMMIT;
CREATE TEMP TRIGGER jumpcloud_user_added AFTER INSERT ON main.jumpcloud_users BEGIN
  INSERT INTO jumpcloud_tallies VALUES (new.organization, 1) ON CONFLICT DO UPDATE SET users = users + 1;
END;
CREATE TEMP TRIGGER jumpcloud_user_removed AFTER DELETE ON main.jumpcloud_users BEGIN
  UPDATE jumpcloud_tallies SET users = users - 1 WHERE organization = old.organization;
END;`

/**
 * The settings of an empty database into which very many records are written. Its pages are written only once: a
 * rollback journal contains only the previous content, of which there is none.
 */
export const LOADING = 'PRAGMA journal_mode = DELETE; PRAGMA cache_size = -65536;'

/**
 * The tables. A record is stored as the JSON that the API returns, with indexed columns; ids sort in the order of
 * creation. docs/decisions/0007-what-an-answer-promises.md explains `synchronous = NORMAL`.
 */
export const TABLES: string = `
${SERVING}
PRAGMA synchronous = NORMAL;
PRAGMA busy_timeout = 5000;
CREATE TABLE IF NOT EXISTS jumpcloud_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS jumpcloud_organizations (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS jumpcloud_users (
  position INTEGER PRIMARY KEY, organization INTEGER NOT NULL, id TEXT NOT NULL, username TEXT NOT NULL, email TEXT NOT NULL,
  employeeIdentifier TEXT, manager TEXT, body TEXT NOT NULL
) STRICT;
${USER_INDEXES}
CREATE TABLE IF NOT EXISTS jumpcloud_documents (
  collection TEXT NOT NULL, organization TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (collection, organization, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS jumpcloud_edges (
  fromId TEXT NOT NULL, toType TEXT NOT NULL, toId TEXT NOT NULL, fromType TEXT NOT NULL, PRIMARY KEY (fromId, toType, toId)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS jumpcloud_edges_back ON jumpcloud_edges (toId, fromType);
CREATE TABLE IF NOT EXISTS jumpcloud_events (place INTEGER PRIMARY KEY, organization INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS jumpcloud_keys (hash TEXT PRIMARY KEY, owner TEXT NOT NULL, expires INTEGER) STRICT, WITHOUT ROWID;
`
