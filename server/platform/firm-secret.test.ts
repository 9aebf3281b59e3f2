import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newFirmSecret, readFirmSecret } from './firm-secret.ts';

const firmId = '0198c0de-1234-7abc-8def-0123456789ab';

describe('secrets that name their firm', () => {
  test('a token reads back as its firm and hash, for any firm', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const made = newFirmSecret(id, 'mlt_');
        expect(made.token).toMatch(/^mlt_[\w-]{22}_[\w-]{43}$/);
        expect(readFirmSecret(made.token, 'mlt_')).toEqual({ firmId: id, hash: made.hash });
        const invited = newFirmSecret(id);
        expect(readFirmSecret(invited.token)).toEqual({ firmId: id, hash: invited.hash });
      }),
    );
  });

  test('no two are alike', () => {
    expect(newFirmSecret(firmId, 'mlt_').token).not.toBe(newFirmSecret(firmId, 'mlt_').token);
  });

  test('whatever else is sent is none', () => {
    const { token } = newFirmSecret(firmId, 'mlt_');
    for (const text of [
      '',
      'mlt_',
      token.slice(1),
      `${token}x`,
      token.replace('mlt_', 'mlx_'),
      'é'.repeat(70),
    ]) {
      expect(readFirmSecret(text, 'mlt_')).toBeNull();
      expect(readFirmSecret(text)).toBeNull();
    }
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => readFirmSecret(text, 'mlt_') === null));
  });
});
