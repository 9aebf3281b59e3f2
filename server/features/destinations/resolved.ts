import type { ChangeToMake, RecordToWrite } from '../../vendors/ports.ts';

/** Something is still to come, or never will. */
export type NotResolved = { ready: false; coming: boolean; detail: string };
/** A record, or a change of one, with the other side's ids; or why there is none. */
export type Resolved =
  | { ready: true; record: RecordToWrite }
  | { ready: true; change: ChangeToMake }
  | NotResolved;
export type ResolvedRecord = Extract<Resolved, { record: unknown }> | NotResolved;

export const never = (detail: string): NotResolved => ({ ready: false, coming: false, detail });
