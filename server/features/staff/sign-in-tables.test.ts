import { getMigrations } from 'better-auth/db/migration';
import { expect, test } from 'vitest';
import { startTestApp } from '../../testing/app.ts';
import { signInOptions } from './sign-in.ts';

test('our migration has every table, column and index that better-auth wants', async () => {
  const app = await startTestApp();
  const wanted = await getMigrations(signInOptions(app.platform, 'x'.repeat(32)), { throwOnUnsafe: false });
  expect(wanted.toBeCreated.map(({ table }) => table)).toEqual([]);
  expect(wanted.toBeAdded.map(({ table, fields }) => [table, Object.keys(fields)])).toEqual([]);
  expect(wanted.toBeAddedIndexes.map(({ table, name }) => [table, name])).toEqual([]);
  expect(wanted.schemaProblems).toEqual([]);
  await app.close();
});
