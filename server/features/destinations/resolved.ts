import type { RecordToWrite } from '../../vendors/ports.ts';

/** A record with the other side's ids, or why there is none: something is still to come, or never will. */
export type Resolved =
  | { ready: true; record: RecordToWrite }
  | { ready: false; coming: boolean; detail: string };

export const never = (detail: string): Resolved => ({ ready: false, coming: false, detail });
