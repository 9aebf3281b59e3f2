/** What is kept of a matter that was purged: ids, hashes, counts and days; no words. */
import { z } from 'zod';

export const proof = z.object({
  matterId: z.uuid(),
  number: z.string(),
  closedOn: z.iso.date(),
  dueOn: z.iso.date(),
  /** Kept for so many years after it was closed. */
  years: z.number().int(),
  purgedAt: z.iso.datetime(),
  /** Rows by table. */
  counts: z.record(z.string(), z.number().int()),
  conversations: z.array(z.uuid()),
  /** SHA-256 of each stored file that it named. */
  files: z.array(z.string()),
  bytes: z.number().int(),
  /** How many records with an id went, and the SHA-256 of their ids, in order, a line each. */
  ids: z.number().int(),
  idsSha256: z.string(),
});
export type Proof = z.infer<typeof proof>;

export const certificate = z.object({
  format: z.literal('matterline-purge-certificate'),
  version: z.literal(1),
  id: z.uuid(),
  firm: z.object({ id: z.uuid(), name: z.string(), timeZone: z.string() }),
  reason: z.string(),
  proposed: z.object({ staffId: z.uuid(), name: z.string(), at: z.iso.datetime() }),
  confirmed: z.object({ staffId: z.uuid(), name: z.string(), at: z.iso.datetime() }),
  finishedAt: z.iso.datetime(),
  purged: z.array(proof),
  refused: z.array(z.object({ matterId: z.uuid(), number: z.string(), why: z.string() })),
  /** Copies in backups: until which day they may still hold it; null: nobody said how long backups are kept. */
  backupsUntil: z.iso.date().nullable(),
  keyFingerprint: z.string(),
});
export type Certificate = z.infer<typeof certificate>;
