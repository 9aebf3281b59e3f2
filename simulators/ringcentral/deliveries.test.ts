import { afterEach, describe, expect, test } from 'vitest';
import { verify } from '../../server/vendors/kit/verify.ts';
import { ringcentral } from '../../server/vendors/ringcentral/index.ts';
import {
  ada,
  ben,
  catchUpAll,
  closeWorld,
  menu,
  observed,
  observeItems,
  queue,
  secret,
  since,
  startHook,
  startWorld,
  subscribe,
} from './test-world.ts';

afterEach(closeWorld);

describe('deliveries', () => {
  async function startSubscribed() {
    const world = await startWorld();
    const hook = await startHook();
    await subscribe(world, hook, null);
    return { ...world, hook, control: world.simulator.control };
  }

  test('carry the token and an id of their own', async () => {
    const { hook, control, clock } = await startSubscribed();
    await control.sendSms({ direction: 'inbound', user: ada, number: '+14155550142', text: 'Hello' });
    expect(hook.received.length).toBe(2);
    for (const request of hook.received) {
      expect(verify(ringcentral.signature, secret, request, clock.now)).toEqual({ ok: true });
      expect(verify(ringcentral.signature, 'other', request, clock.now).ok).toBe(false);
    }
    expect(new Set(hook.received.map((request) => ringcentral.eventId(request))).size).toBe(2);
  });

  test('a call through the menu comes as in the captures', async () => {
    const { hook, control } = await startSubscribed();
    const far = { number: '+14155550142', name: 'PAT EXAMPLE' };
    await control.placeCall({
      direction: 'inbound',
      user: ada,
      through: menu,
      far,
      holdSeconds: 20,
      recorded: true,
    });
    const legs = observed(hook.received).flatMap((seen) => (seen.kind === 'call' ? [seen] : []));
    expect(
      legs.map((leg) => [leg.sequence, leg.legId.slice(-1), leg.near?.providerUserId, leg.status]),
    ).toEqual([
      [2, '1', undefined, 'setup'],
      [3, '2', '900100500', 'setup'],
      [4, '1', undefined, 'answered'],
      [5, '2', '900100500', 'ended'],
      [6, '3', '900100777', 'setup'],
      [7, '3', '900100777', 'ringing'],
      [8, '3', '900100777', 'answered'],
      [9, '3', '900100777', 'held'],
      [10, '3', '900100777', 'answered'],
      [11, '3', '900100777', 'ended'],
      [12, '1', undefined, 'ended'],
    ]);
    expect(new Set(legs.map((leg) => leg.direction))).toEqual(new Set(['inbound']));
    expect(legs.every((leg) => leg.artefacts === undefined)).toBe(true);
  });

  test.each([
    [
      'outbound',
      { direction: 'outbound' as const, user: ada, far: { number: '+442079460321' } },
      'outbound',
      false,
    ],
    [
      'withheld',
      { direction: 'inbound' as const, user: ada, far: null, outcome: 'missed' as const },
      'inbound',
      false,
    ],
    [
      'through a queue, two phones',
      {
        direction: 'inbound' as const,
        user: ada,
        through: queue,
        ringAlso: [ben],
        far: { number: '+14155550142' },
      },
      'inbound',
      false,
    ],
    [
      'transferred',
      { direction: 'inbound' as const, user: ada, transferTo: ben, far: { number: '+14155550142' } },
      'inbound',
      false,
    ],
    ['internal', { direction: 'internal' as const, user: ada, withUser: ben }, undefined, true],
  ])('a call that is %s', async (_name, plan, direction, internal) => {
    const { hook, control } = await startSubscribed();
    await control.placeCall(plan);
    const legs = observed(hook.received).flatMap((seen) => (seen.kind === 'call' ? [seen] : []));
    expect(new Set(legs.map((leg) => leg.links[0])).size).toBe(1);
    if (direction !== undefined)
      expect(new Set(legs.map((leg) => leg.direction))).toEqual(new Set([direction]));
    expect(legs.every((leg) => leg.internal === true)).toBe(internal);
  });

  test('a sent text is only hinted at', async () => {
    const { hook, control } = await startSubscribed();
    await control.sendSms({ direction: 'outbound', user: ada, number: '+14155550142', text: 'Hello' });
    expect(observed(hook.received)).toEqual([
      { kind: 'hint', what: 'messages', providerUserId: '900100777' },
    ]);
  });

  test('a voicemail and the record of its call share a link', async () => {
    const world = await startSubscribed();
    const { messageId } = await world.control.leaveVoicemail({
      user: ada,
      number: '+14155550142',
      transcript: 'Call me',
    });
    const voicemail = observed(world.hook.received).find((seen) => seen.kind === 'voicemail');
    expect(voicemail).toMatchObject({ links: [`rcm:${messageId}`], durationSeconds: 15 });
    const { items } = await catchUpAll(world.client, null, since);
    const record = observeItems(items).find((seen) => seen.kind === 'call');
    expect(record?.kind === 'call' && record.links).toContain(`rcm:${messageId}`);
  });

  test('can be lost, repeated, late and in another order', async () => {
    const { hook, control } = await startSubscribed();
    const text = (body: string) =>
      control.sendSms({ direction: 'outbound', user: ada, number: '+14155550142', text: body });
    control.webhooks.drop(1);
    await text('lost');
    expect(hook.received).toHaveLength(0);
    control.webhooks.duplicate(1);
    await text('twice');
    expect(hook.received).toHaveLength(2);
    expect(new Set(hook.received.map((request) => ringcentral.eventId(request))).size).toBe(1);
    control.webhooks.delay(1);
    await text('late');
    expect(hook.received).toHaveLength(2);
    await control.webhooks.release();
    expect(hook.received).toHaveLength(3);
    control.webhooks.reorder(7);
    await control.placeCall({ direction: 'outbound', user: ada, far: { number: '+14155550142' } });
    const sequences = observed(hook.received.slice(3)).flatMap((seen) =>
      seen.kind === 'call' ? [seen.sequence] : [],
    );
    expect(sequences).toEqual(sequences.toSorted((left, right) => right - left));
    expect(sequences).not.toHaveLength(0);
  });
});
