import { describe, expect, test } from 'vitest';
import { createPaths, safeName } from './entry-names.ts';

describe('names inside a pack', () => {
  test.each([
    ['plain', 'Contract.pdf', 'Contract.pdf'],
    ['letters of every language', 'Vertrag Müller 契約.pdf', 'Vertrag Müller 契約.pdf'],
    ['a path up', '../../etc/passwd', '__.._etc_passwd'],
    ['a path of Windows', '..\\x', '__x'],
    ['line breaks, which would break the list of hashes', 'a\r\nb.txt', 'ab.txt'],
    ['a mark that turns the direction', 'gpj.\u202efdp.exe', 'gpj.fdp.exe'],
    ['quotes and a colon', 'He said: "no"', 'He said_ _no_'],
    ['a name that Windows keeps for itself', 'con.txt', '_con.txt'],
    ['dots and spaces at the end', 'Letter. . ', 'Letter'],
    ['nothing at all', ' \u200b ', 'unnamed'],
    ['half an emoji', 'a\ud83d.txt', 'a\ufffd.txt'],
  ])('%s', (_name, given, expected) => {
    expect(safeName(given)).toBe(expected);
  });

  test('a very long one keeps its ending', () => {
    const name = safeName(`${'x'.repeat(400)}.pdf`);
    expect([...name]).toHaveLength(120);
    expect(name.endsWith('x.pdf')).toBe(true);
  });

  test('two files never have one path, whatever their capitals', () => {
    const pathFor = createPaths();
    expect(['a/x.pdf', 'A/X.PDF', 'a/x.pdf', 'b'].map(pathFor)).toEqual([
      'a/x.pdf',
      'A/X (2).PDF',
      'a/x (3).pdf',
      'b',
    ]);
  });
});
