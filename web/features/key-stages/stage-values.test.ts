import { expect, test } from 'vitest';
import type { KeyStage } from './queries.ts';
import { patchOf, valuesOf } from './stage-values.ts';

const stage: KeyStage = {
  id: '0198c0de-0000-7000-8000-000000000001',
  side: 'purchase',
  code: 'exchanged',
  label: 'Contracts exchanged',
  clientWords: 'Exchanged',
  referrerWords: '',
  appliesIf: [{ question: 'mortgage', is: [true] }],
  optional: false,
  autoTrigger: null,
  templates: { client: { email: { subject: 'News', body: 'Hello' }, sms: null }, referrer: { email: null } },
  visibleTo: ['client'],
  typicalDays: null,
  mappings: [{ matterTypeId: 'type', matterTypeName: 'Purchase', stageId: 'stage', stageName: 'Exchanged' }],
  used: false,
  archived: false,
  version: 3,
};

test('a stage that nobody changed is sent as it is', () => {
  const { appliesIf, templates, visibleTo, label, clientWords, referrerWords, optional } = stage;
  expect(patchOf(valuesOf(stage), 3)).toEqual({
    ...{ appliesIf, templates, visibleTo, label, clientWords, referrerWords, optional },
    autoTrigger: null,
    typicalDays: null,
    mappings: [{ matterTypeId: 'type', stageId: 'stage' }],
    version: 3,
  });
});

test('a message without words is none, half a message goes to the server to be refused, a type without a stage is not mapped', () => {
  const values = valuesOf(stage);
  const { templates, mappings } = patchOf(
    {
      ...values,
      templates: {
        client: { email: { subject: ' ', body: '' }, sms: ' ' },
        referrer: { email: { subject: 'News', body: '' } },
      },
      mappings: [{ matterTypeId: 'type', stageId: '' }],
    },
    3,
  );
  expect(templates).toEqual({
    client: { email: null, sms: null },
    referrer: { email: { subject: 'News', body: '' } },
  });
  expect(mappings).toEqual([]);
});
