import { expect, test } from 'vitest';
import * as server from '../../server/features/file-requests/kinds.ts';
import { acceptOf, endingsOf, fileKinds } from './file-kinds.ts';

test('what a chooser offers is what the server takes', () => {
  expect(fileKinds).toEqual(server.fileKinds);
  expect(endingsOf).toEqual(server.endingsOf);
  expect(acceptOf(['pdf', 'document'])).toBe('.pdf,.doc,.docx,.odt,.rtf,.txt,.pages');
  expect(acceptOf([])).toBe('');
});
