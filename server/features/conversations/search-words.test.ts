import { describe, expect, test } from 'vitest';
import { excerptIfFound, excerptOf, markedText, readTyped } from './search-words.ts';

describe('what was typed', () => {
  test.each([
    ['lease', { head: '', prefix: 'lease' }],
    ['the Lease', { head: 'the', prefix: 'lease' }],
    ['Café José', { head: 'cafe', prefix: 'jose' }],
    ['"two words"', { head: '"two words"', prefix: null }],
    ['"not closed yet', { head: '"not closed yet"', prefix: null }],
    ['sale or lease', { head: 'sale or lease', prefix: null }],
    ['lease or', { head: '', prefix: 'lease' }],
    ['or lease', { head: '', prefix: 'lease' }],
    ['lease or or sale', { head: 'lease or sale', prefix: null }],
    ['lease or -sale', { head: 'lease -sale', prefix: null }],
    ['-"the sale" lease ', { head: '-"the sale" lease', prefix: null }],
    ['the l', { head: 'the l', prefix: null }],
    ['12-mill-lane_draft.v2.pdf', { head: '', prefix: '12 mill lane draft v2 pdf' }],
    ['mill-lane draft', { head: '"mill lane"', prefix: 'draft' }],
    ['cleo@example.com wrote ', { head: '"cleo example com" wrote', prefix: null }],
    ['a\0b', { head: '"a b"', prefix: null }],
    ['lease -sale', { head: 'lease -sale', prefix: null }],
    [`a & b | !c:*') --`, { head: 'a b c', prefix: null }],
    ['-sale', null],
    ['-sale or -lease', null],
    ['or', null],
    ['& | ! ()', null],
    ['   ', null],
  ])('%s', (text, expected) => {
    expect(readTyped(text)).toEqual(expected);
  });
});

describe('excerpts', () => {
  const marked = (body: string, text: string) => {
    const typed = readTyped(text);
    return (typed ? excerptOf(body, typed) : [])
      .map((part) => (part.hit ? `[${part.text}]` : part.text))
      .join('');
  };
  test.each([
    ['Please sign the lease.', 'lease', 'Please sign the [lease].'],
    ['Un café à José', 'cafe jose', 'Un [café] à [José]'],
    ['leasehold and lease', 'leas', '[leasehold] and [lease]'],
    ['the sale, not the lease', 'sale -lease', 'the [sale], not the lease'],
    ['nothing here', 'zzz', 'nothing here'],
  ])('%s · %s', (body, text, expected) => {
    expect(marked(body, text)).toBe(expected);
  });
  test('of a name: all of it', () => {
    const typed = readTyped('lane draft');
    expect(typed && markedText('12-mill-lane_draft.v2.pdf', typed)).toEqual([
      { text: '12-mill-', hit: false },
      { text: 'lane', hit: true },
      { text: '_', hit: false },
      { text: 'draft', hit: true },
      { text: '.v2.pdf', hit: false },
    ]);
    expect(typed && excerptIfFound('nothing of it', typed)).toBeNull();
  });
  test('of a long message: what stands around the first place', () => {
    const body = `${'x '.repeat(500)}needle${' y'.repeat(500)}`;
    const found = marked(body, 'needle');
    expect(found).toMatch(/^….*\[needle\].*…$/);
    expect(found.length).toBeLessThan(260);
  });
});
