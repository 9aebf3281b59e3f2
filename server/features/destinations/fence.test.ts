import { describe, expect, test } from 'vitest';
import { fence, fenceHash, replaceFenced } from './fence.ts';

const old = fence('ML-7F3K9Q', 'Talk time: 4 min\nRecording: none');
const next = fence('ML-7F3K9Q', 'Talk time: 4 min\nRecording: https://firm.example.com/r/1');
const hash = fenceHash(old) ?? '';

describe('§7 late artefacts update only the part that we own', () => {
  test.each([
    ['alone', old],
    ['a person’s notes above and below', `Client agreed.\n\n${old}\nCall back Monday.`],
    ['line ends of another system', `Note\r\n${old.replaceAll('\n', '\r\n')}\r\n`],
    ['trailing blanks', old.replaceAll('\n', '  \n')],
  ])('%s', (_name, text) => {
    const replaced = replaceFenced(text, next, hash);
    expect(replaced).toMatchObject({ ok: true, hash: fenceHash(next) });
    if (!replaced.ok) return;
    expect(replaced.text).toContain('https://firm.example.com/r/1');
    expect(replaced.text.replace(next, '')).toBe(text.replace(/--- Call[\s\S]*Q ---/, ''));
  });

  test.each([
    ['a word changed inside', old.replace('4 min', '5 min'), 'changed_by_person'],
    ['a line added inside', old.replace('Recording', 'Mine\nRecording'), 'changed_by_person'],
    ['the end line gone', old.split('\n').slice(0, -1).join('\n'), 'fence_missing'],
    ['everything rewritten', 'My own words', 'fence_missing'],
    ['the end of another entry', old.replace('End of ML-7F3K9Q', 'End of ML-000000'), 'fence_missing'],
  ])('refused: %s', (_name, text, reason) => {
    expect(replaceFenced(text, next, hash)).toEqual({ ok: false, reason });
  });

  test('"$&" in a text is a text', () => {
    const odd = fence('ML-7F3K9Q', 'costs $& and $1');
    expect(replaceFenced(old, odd, hash)).toMatchObject({ ok: true, text: odd });
  });
  test('no fence, no hash', () => expect(fenceHash('nothing here')).toBeNull());
});
