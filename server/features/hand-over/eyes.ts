/** With whose eyes a pack is put together: its asker's, at every single reading. */
import type { Database, Scope } from '../../platform/db/database.ts';
import type { FileStore } from '../../platform/file-store.ts';
import type { Reader } from '../conversations/index.ts';

export interface Eyes {
  firmId: string;
  reader: Reader;
  /** What the asker may see. */
  own: Scope;
  /** For what nobody is walled off from: names of people, settings. */
  program: Scope;
  /** A second factor was proved by a person of the portal; staff have theirs at sign-in. */
  secondFactor: boolean;
  /** The pack leaves the firm: no addresses of other people, nothing that only staff write or read. */
  forClient: boolean;
  /** IANA. */
  timeZone: string;
  files: FileStore;
  now: Date;
}

export type Asker =
  | { firmId: string; staffId: string; portalUserId: null }
  | { firmId: string; staffId: null; portalUserId: string; secondFactor: boolean };

export function scopeOf(database: Pick<Database, 'firm' | 'portal'>, asker: Asker): Scope {
  return asker.staffId === null ? database.portal(asker) : database.firm(asker.firmId, asker.staffId);
}
