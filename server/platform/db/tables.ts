/**
 * All tables of the database, by name. Each feature adds its own in its `tables.ts`:
 * `declare module '../../platform/db/tables.ts' { interface Tables { contacts: ContactsTable } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled in by the features' declarations
export interface Tables {}
