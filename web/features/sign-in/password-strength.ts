export const shortest = 10;

export type Strength = 'tooShort' | 'weak' | 'fair' | 'strong';

const common = /password|passwort|qwert|asdf|letmein|welcome|abcdef|01234|12345|23456|iloveyou|matterline/i;

/**
 * How hard a password is to guess, in four words; length counts most. `personal` is what a guesser would try first
 * (names, the firm, the e-mail address).
 */
export function strengthOf(password: string, personal: readonly string[] = []): Strength {
  if (password.length < shortest) return 'tooShort';
  const lower = password.toLowerCase();
  const words = personal
    .flatMap((text) => text.toLowerCase().split(/[^a-z0-9]+/))
    .filter((word) => word.length >= 4);
  const guessable = common.test(password) || words.some((word) => lower.includes(word));
  const different = new Set(lower).size;
  if (different < 6 || (guessable && password.length < 18)) return 'weak';
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(password)).length;
  return password.length >= 16 || (password.length >= 12 && kinds >= 3) ? 'strong' : 'fair';
}
