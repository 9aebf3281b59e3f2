import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { retrySeconds } from './decide.ts';
import { webhookJsonSchema } from './payloads.ts';
import { testEventType, webhookEventType } from './schema.ts';

const doc = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

test('docs/webhooks.schema.json is what is sent', () => {
  expect(JSON.parse(doc('webhooks.schema.json'))).toEqual(webhookJsonSchema);
});

test('docs/webhooks.md names every event', () => {
  const named = [...doc('webhooks.md').matchAll(/^\| `([a-z_]+\.[a-z_]+)` \|/gm)].map(([, type]) => type);
  expect(named.sort()).toEqual([...webhookEventType.options, testEventType].sort());
});

test('docs/webhooks.md tells the schedule', () => {
  expect(retrySeconds).toHaveLength(9);
  expect(doc('webhooks.md')).toContain('5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h');
});
