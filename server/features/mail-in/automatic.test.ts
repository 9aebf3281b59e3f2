import { expect, test } from 'vitest';
import { automaticReason } from './automatic.ts';

test.each([
  ['an out-of-office note', { 'auto-submitted': 'auto-replied' }, 'auto_submitted'],
  ['a program', { 'auto-submitted': 'auto-generated; owner-email="x@example.com"' }, 'auto_submitted'],
  ['somebody whose program says that it is not automatic', { 'auto-submitted': 'no' }, null],
  ['bulk mail', { precedence: 'bulk' }, 'precedence'],
  ['an older out-of-office note', { precedence: 'auto_reply' }, 'precedence'],
  ['a first-class mail', { precedence: 'first-class' }, null],
  ['Exchange’s own notes', { 'x-auto-response-suppress': 'All' }, 'auto_response'],
  ['Exchange, saying that it suppresses nothing', { 'x-auto-response-suppress': 'None' }, null],
  ['an autoresponder', { 'x-autoreply': 'yes' }, 'auto_response'],
  ['a mailing list', { 'list-id': '<neighbours.example.com>' }, 'list'],
  ['a newsletter', { 'list-unsubscribe': '<mailto:out@example.com>' }, 'list'],
  ['a bounce', { 'return-path': '<>' }, 'no_return_path'],
  ['a bounce, spaced', { 'return-path': ' < > ' }, 'no_return_path'],
  ['a person', { 'return-path': '<jane@example.com>' }, null],
] as const)('%s', (_name, headers: Record<string, string>, reason) => {
  expect(automaticReason((header) => (headers[header] === undefined ? [] : [headers[header]]))).toBe(reason);
});
