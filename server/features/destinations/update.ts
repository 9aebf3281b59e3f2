/** Changing and taking back what stands in a practice system: only while it is still what we wrote. */
import { z } from 'zod';
import type { PracticeSystemClient, RecordToWrite } from '../../vendors/ports.ts';
import type { Answer } from './decide.ts';
import { fenceHash as hashOfFence, replaceFenced } from './fence.ts';
import type { WriteRow } from './store.ts';

const kept = z.object({
  fenceHash: z.string().nullish(),
  billedMinutes: z.number().optional(),
  how: z.enum(['remove', 'complete']).optional(),
});

export async function updateThere(
  client: PracticeSystemClient,
  write: WriteRow,
  record: RecordToWrite,
  target: WriteRow | null,
): Promise<Answer> {
  const externalId = target?.external_id ?? null;
  if (externalId === null) return { answer: 'finished', detail: 'It was never written.' };
  const there = await client.read(record, externalId);
  if (there === null) return { answer: 'finished', detail: 'It is no longer there.' };
  const { fenceHash, billedMinutes, how = 'remove' } = kept.parse(write.extra ?? {});
  if (write.action === 'retire') {
    if (there.locked)
      return { answer: 'impossible', detail: 'It is billed or locked there; it stays where it is.' };
    const changed = fenceHash && there.text !== null && hashOfFence(there.text) !== fenceHash;
    if (changed) return { answer: 'impossible', detail: 'Somebody changed it there; it stays where it is.' };
    await client.retire(record, externalId, how);
    return { answer: 'finished', detail: '' };
  }
  if (there.locked) return { answer: 'finished', detail: 'It is billed or locked there and was left alone.' };
  if (!('text' in record)) return { answer: 'finished', detail: '' };
  const replaced = there.text === null ? null : replaceFenced(there.text, record.text, fenceHash ?? '');
  if (replaced?.ok !== true)
    return { answer: 'finished', detail: 'Somebody changed the text there; it was left alone.' };
  // Minutes that a person changed are the person's.
  const theirs =
    record.record === 'fee' && there.minutes !== undefined && there.minutes !== billedMinutes
      ? { billedMinutes: there.minutes }
      : {};
  const done = await client.update({ ...record, ...theirs, text: replaced.text }, externalId, there.version);
  return 'conflict' in done ? { answer: 'conflict' } : { answer: 'finished', detail: '' };
}
