import { expect, test } from 'vitest';
import { linksIn } from './links-in.ts';

test.each([
  ['no address', 'Hello', ['text Hello']],
  [
    'between lines',
    'Start here:\n\nhttps://firm.example.com/invitation/abc\n\nBye',
    ['text Start here:\n\n', 'link https://firm.example.com/invitation/abc', 'text \n\nBye'],
  ],
  ['a full stop is not of it', 'See http://a.example.', ['text See ', 'link http://a.example', 'text .']],
  ['scripts stay words', 'javascript:alert(1)', ['text javascript:alert(1)']],
  ['nothing', '', []],
])('%s', (_name, text, parts) => {
  expect(linksIn(text).map((part) => `${part.kind} ${part.text}`)).toEqual(parts);
});
