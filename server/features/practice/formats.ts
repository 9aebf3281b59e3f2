/** Small shapes that several schemas of the record share. */
import { z } from 'zod';

/** Minor units. */
export const money = z.object({
  amount: z.number().int().min(-1e12).max(1e12),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export const amountNotNegative = money.extend({ amount: z.number().int().min(0).max(1e12) });

/** A day, YYYY-MM-DD. */
export const day = z.iso.date();
/** A moment, ISO 8601 in UTC. */
export const moment = z.string();
export const idParams = z.object({ id: z.uuid() });
export const matterParams = z.object({ matterId: z.uuid() });

export const shortText = z.string().trim().max(300);
export const longText = z.string().max(100_000);

/** `version` of the record as the caller saw it; a changed record is then refused with `conflict`. */
export const versioned = z.object({ version: z.number().int().positive().optional() });

/** Lists of what hangs on matters. */
export const removedQuery = z
  .enum(['no', 'only'])
  .default('no')
  .describe('`only` lists what was removed and can be restored');

/** A query's yes or no. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Cursor of lists by id alone. */
export const idCursor = z.tuple([z.uuid()]);
