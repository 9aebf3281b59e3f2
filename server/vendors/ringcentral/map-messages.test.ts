import { describe, expect, test } from 'vitest';
import { ada, fixture, observe, read } from './fixture-readings.ts';
import { readItem } from './map.ts';

describe('messages', () => {
  test('an MMS with its picture', () => {
    expect(observe(read(fixture('event-mms.json')))).toEqual([
      {
        kind: 'message',
        messageId: '3070000000017',
        direction: 'inbound',
        at: '2026-03-02T02:10:00.201Z',
        status: 'received',
        from: { number: '+447700900123' },
        to: [{ number: '+14155550101', name: 'Ada Solicitor' }],
        near: { providerUserId: ada, name: 'Ada Solicitor' },
        body: 'Signed contract attached',
        artefacts: [
          {
            kind: 'media',
            id: '676000000001',
            contentType: 'image/jpeg',
            url: `https://media.ringcentral.com/restapi/v1.0/account/900100200/extension/${ada}/message-store/3070000000017/content/676000000001`,
          },
        ],
      },
    ]);
  });

  test('a fax, its owner from the path and its time in the old spelling', () => {
    expect(observe(read(fixture('event-fax.json')))).toMatchObject([
      {
        kind: 'fax',
        faxId: '404100000008',
        direction: 'inbound',
        at: '2026-03-02T02:59:37.000Z',
        status: 'received',
        pages: 4,
        from: { number: '+14155550155' },
        to: [],
        near: { providerUserId: ada },
        artefacts: [{ kind: 'fax_document', contentType: 'application/pdf' }],
      },
    ]);
  });

  test('a voicemail with its transcript', () => {
    expect(observe(read(fixture('event-voicemail.json')))).toMatchObject([
      {
        kind: 'voicemail',
        voicemailId: '82070000004',
        links: ['rcm:82070000004'],
        durationSeconds: 17,
        from: { number: '+61491570156', name: 'Lee Client' },
        near: { providerUserId: ada, name: 'Ada Solicitor' },
        artefacts: [
          { kind: 'voicemail', id: '82070000004' },
          { kind: 'transcript', id: '82070000005' },
        ],
      },
    ]);
  });

  test('counters and the directory are hints', () => {
    expect(observe(read(fixture('event-message-change.json')))).toEqual([
      { kind: 'hint', what: 'messages', providerUserId: ada },
    ]);
    expect(observe(read(fixture('event-extension-change.json')))).toEqual([{ kind: 'hint', what: 'users' }]);
  });

  const stored = {
    id: 9007199254740,
    type: 'SMS',
    direction: 'Outbound',
    creationTime: '2026-03-02T02:00:00Z',
  };
  test.each([
    ['Queued', 'queued'],
    ['Sent', 'sent'],
    ['Delivered', 'delivered'],
    ['DeliveryFailed', 'failed'],
    ['SendingFailed', 'failed'],
    ['Odd', undefined],
  ])('a sent text that is %s → %s', (messageStatus, expected) => {
    const [message] = observe(readItem({ eventType: 'message', body: { ...stored, messageStatus } }));
    expect(message).toMatchObject({ kind: 'message', messageId: '9007199254740', direction: 'outbound' });
    expect(message?.kind === 'message' && message.status).toBe(expected);
  });

  test.each([
    ['a message between colleagues', { ...stored, type: 'Pager' }, 'ignored'],
    ['a purged message', { ...stored, availability: 'Purged' }, 'ignored'],
    ['an unknown type', { ...stored, type: 'Hologram' }, 'unreadable'],
    ['no time', { ...stored, creationTime: 'later' }, 'unreadable'],
    ['no id', { ...stored, id: undefined }, 'unreadable'],
  ])('%s', (_name, body, outcome) => {
    expect(readItem({ eventType: 'message', body }).outcome).toBe(outcome);
  });
});
