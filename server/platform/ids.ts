import { v7 } from 'uuid';

/** Ids are UUIDv7: unique without asking the database, and rows of one moment lie together in its indexes. */
export function newId(): string {
  return v7();
}
