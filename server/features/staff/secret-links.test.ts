import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newApiToken, newInvitationToken, readApiToken, readInvitationToken } from './secret-links.ts';

const firmId = '0198c0de-1234-7abc-8def-0123456789ab';

describe('secrets that name their firm', () => {
  test('a token reads back as its firm and hash, for any firm', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const made = newApiToken(id);
        expect(made.token).toMatch(/^mlt_[\w-]{22}_[\w-]{43}$/);
        expect(readApiToken(made.token)).toEqual({ firmId: id, hash: made.hash });
        const invited = newInvitationToken(id);
        expect(readInvitationToken(invited.token)).toEqual({ firmId: id, hash: invited.hash });
      }),
    );
  });

  test('no two are alike', () => {
    expect(newApiToken(firmId).token).not.toBe(newApiToken(firmId).token);
  });

  test('whatever else is sent is none', () => {
    const { token } = newApiToken(firmId);
    for (const text of [
      '',
      'mlt_',
      token.slice(1),
      `${token}x`,
      token.replace('mlt_', 'mlx_'),
      'é'.repeat(70),
    ]) {
      expect(readApiToken(text)).toBeNull();
      expect(readInvitationToken(text)).toBeNull();
    }
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => readApiToken(text) === null));
  });
});
