/** Records changed and taken back: `createServer` runs behind each test. */
import { describe, expect, test } from 'vitest';
import { demoIds } from './index.ts';
import {
  createProgress,
  documentRecord,
  feeRecord,
  memoRecord,
  records,
  startWorld,
  taskRecord,
  watchViolations,
} from './test-world.ts';

watchViolations();

describe('changing and taking back', () => {
  test('a fee is patched; a person’s change since is a conflict', async () => {
    const { client, control } = await startWorld();
    const { externalId } = await client.write(feeRecord(), createProgress());
    const version = (await client.read(feeRecord(), externalId))?.version ?? null;
    const longer = { ...feeRecord(), billedMinutes: 18, text: 'With a transcript.\nML-7F3K9Q' };
    expect(await client.update(longer, externalId, version)).toMatchObject({ there: false });
    expect(control.records('fees')).toMatchObject([{ duration: 18, description: longer.text }]);
    expect(await client.update(longer, externalId, version)).toEqual({ conflict: true });
    const [id = ''] = control.records('fees').map((fee) => String(fee.id));
    control.people.changeRecord('fees', id, { finalized: true });
    expect(await client.read(feeRecord(), externalId)).toMatchObject({ locked: true, minutes: 18 });
  });

  test('PUT replaces a task: what a person set there is sent back with it', async () => {
    const { client, control } = await startWorld();
    const record = taskRecord();
    const { externalId } = await client.write(record, createProgress());
    control.people.changeRecord('tasks', externalId, {
      assignees: [{ id: demoIds.nora }],
      categories: ['Phone', 'Urgent'],
      dueDateOnly: '2026-03-09T00:00:00Z',
    });
    await client.update({ ...record, subject: 'Call from Ada Byron (voicemail)' }, externalId, null);
    expect(control.records('tasks')).toMatchObject([
      {
        subject: 'Call from Ada Byron (voicemail)',
        assignees: [{ id: demoIds.nora }],
        categories: ['Phone', 'Urgent'],
        dueDateOnly: '2026-03-09T00:00:00Z',
        createdBy: { id: demoIds.nora },
      },
    ]);
    await client.retire(record, externalId, 'complete');
    expect(control.records('tasks')).toMatchObject([
      { isCompleted: true, completedBy: { id: demoIds.nora } },
    ]);
    expect(control.records('tasks')[0]).toMatchObject({ assignees: [{ id: demoIds.nora }] });
  });

  test('a memo is replaced, a file gets a new version', async () => {
    const { client, control } = await startWorld();
    const memo = memoRecord();
    const { externalId } = await client.write(memo, createProgress());
    await client.update({ ...memo, subject: 'Text from Ada' }, externalId, null);
    expect(await client.read(memo, externalId)).toMatchObject({
      subject: 'Text from Ada',
      text: 'Hello.\nML-7F3K9Q',
    });
    const fax = documentRecord();
    const file = await client.write(fax, createProgress());
    const before = await client.read(fax, file.externalId);
    await client.update(fax, file.externalId, before?.version ?? null);
    expect((await client.read(fax, file.externalId))?.version).not.toBe(before?.version);
    expect(control.records('files')).toHaveLength(1);
  });

  test.each(['fee', 'task', 'memo', 'document'] as const)(
    'a %s is removed, and once more is fine',
    async (kind) => {
      const { client } = await startWorld();
      const record = records[kind]();
      const { externalId } = await client.write(record, createProgress());
      await client.retire(record, externalId, 'remove');
      expect(await client.read(record, externalId)).toBeNull();
      await client.retire(record, externalId, 'remove');
      expect(await client.findByReference(record, createProgress())).toBeNull();
      const unknown = externalId.replace(/[^/]+$/, '00000000-0000-4000-8000-0000000000ff');
      await client.retire(record, unknown, 'remove');
    },
  );
});
