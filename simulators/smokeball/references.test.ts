/** What an earlier attempt left there: `createServer` runs behind each test. */
import { describe, expect, test } from 'vitest';
import {
  contactRecord,
  createProgress,
  documentRecord,
  failureOf,
  feeRecord,
  records,
  startWorld,
  taskRecord,
  watchViolations,
} from './test-world.ts';

watchViolations();

describe('an unknown outcome is looked up before it is repeated', () => {
  test.each(['fee', 'task', 'memo', 'contact'] as const)(
    'a %s whose answer never came is found, once',
    async (kind) => {
      const { client, control } = await startWorld();
      const record = kind === 'contact' ? contactRecord() : records[kind]();
      const progress = createProgress();
      expect(await client.findByReference(record, progress)).toBeNull();
      control.faults.add({ kind: 'dropBeforeCommit', match: { method: 'POST' } });
      expect((await failureOf(client.write(record, progress))).failure).toBe('unavailable');
      expect(await client.findByReference(record, progress)).toBeNull();
      control.faults.add({ kind: 'dropAfterCommit', match: { method: 'POST' } });
      expect((await failureOf(client.write(record, progress))).failure).toBe('unavailable');
      const found = await client.findByReference(record, progress);
      expect(found).toMatchObject({ there: true });
      expect(await client.read(record, found?.externalId ?? '')).not.toBeNull();
      const table = `${kind === 'memo' ? 'memo' : kind}s` as const;
      const before = kind === 'contact' ? 2 : 0;
      expect(control.records(table)).toHaveLength(before + 1);
    },
  );

  test('the record of another write, whose reference begins the same, is not ours', async () => {
    const { client } = await startWorld();
    await client.write(feeRecord('ML-7F3K9Q-2'), createProgress());
    expect(await client.findByReference(feeRecord('ML-7F3K9Q'), createProgress())).toBeNull();
    expect(await client.findByReference(feeRecord('ML-7F3K9Q-2'), createProgress())).not.toBeNull();
  });

  test('of a call from last year only what came since the attempt is read', async () => {
    const { client, control, clock } = await startWorld();
    const record = { ...taskRecord(), startedAt: '2025-03-02T09:20:00.000Z' };
    const progress = createProgress();
    control.faults.add({ kind: 'dropAfterCommit', match: { method: 'POST' } });
    await failureOf(client.write(record, progress));
    expect(progress.saved).toEqual({ attemptedAt: clock.now().toISOString() });
    expect(await client.findByReference(record, progress)).toMatchObject({ there: true });
  });

  test('a file without its bytes is gone on with, not written a second time', async () => {
    const { client, control } = await startWorld();
    const record = documentRecord();
    const progress = createProgress();
    control.faults.add({ kind: 'dropBeforeCommit', match: { path: '/uploads/' } });
    expect((await failureOf(client.write(record, progress))).failure).toBe('unavailable');
    expect(await client.findByReference(record, progress)).toBeNull();
    const { externalId } = await client.write(record, progress);
    expect(control.records('files')).toMatchObject([{ isUploaded: true }]);
    expect(await client.read(record, externalId)).not.toBeNull();
  });

  test('nor is it written a second time while its entry is not to be seen yet', async () => {
    const { client, control, clock } = await startWorld({ lag: { read: 5000, list: 9000 } });
    const record = documentRecord();
    const progress = createProgress();
    control.faults.add({ kind: 'dropBeforeCommit', match: { path: '/uploads/' } });
    await failureOf(client.write(record, progress));
    expect(await failureOf(client.write(record, progress))).toMatchObject({ failure: 'unavailable' });
    clock.advance(5000);
    await client.write(record, progress);
    expect(control.records('files')).toMatchObject([{ isUploaded: true }]);
  });

  test('so is one whose entry was made and whose answer never came', async () => {
    const { client, control } = await startWorld();
    const record = documentRecord();
    const progress = createProgress();
    control.faults.add({ kind: 'dropAfterCommit', match: { method: 'POST' } });
    await failureOf(client.write(record, progress));
    expect(await client.findByReference(record, progress)).toBeNull();
    await client.write(record, progress);
    expect(control.records('files')).toHaveLength(1);
    expect(await client.findByReference(record, progress)).toMatchObject({ there: true });
  });

  test('an address that has run out is asked for anew, and our token is not blamed for it', async () => {
    const { client, control, clock } = await startWorld();
    const record = documentRecord();
    const slow = {
      ...record.file,
      open: async () => {
        clock.advance(91 * 60_000);
        return await record.file.open();
      },
    };
    const progress = createProgress();
    const first = await failureOf(client.write({ ...record, file: slow }, progress));
    expect(first).toMatchObject({ failure: 'unavailable', detail: expect.stringContaining('403') });
    await client.write(record, progress);
    expect(control.records('files')).toMatchObject([{ isUploaded: true }]);
    expect(control.log.filter((line) => line.endsWith('/upload → 200'))).toHaveLength(1);
  });
});
