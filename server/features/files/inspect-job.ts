/** The job that looks at an upload once all of it is here. Its name stands apart, so that whoever enqueues needs no scanner. */
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';

export const inspectJobName = 'files.inspect';

export async function enqueueInspection(
  tx: Tx,
  { jobs }: Pick<Platform, 'jobs'>,
  { firm_id: firmId, id }: { firm_id: string; id: string },
  startAfter?: Date,
): Promise<void> {
  await jobs.enqueue(tx, inspectJobName, { firmId, uploadId: id }, startAfter ? { startAfter } : {});
}
