/** Subscriptions, deliveries and sign-in of the simulated vendor. */
import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HookRequest, SubscriptionToKeep } from '../../server/vendors/ports.ts';
import { smokeball } from '../../server/vendors/smokeball/index.ts';
import { demoIds } from './index.ts';
import { createProgress, feeRecord, startWorld, watchViolations } from './test-world.ts';

watchViolations();
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Takes webhooks as our own intake would. */
async function startReceiver(): Promise<{ url: string; taken: HookRequest[] }> {
  const taken: HookRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    taken.push({ headers, rawBody: Buffer.concat(chunks), url: '' });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return { url: `http://127.0.0.1:${port}/hooks`, taken };
}

const wanted = (hookUrl: string, existing: SubscriptionToKeep['existing'] = null): SubscriptionToKeep => ({
  hookUrl,
  secret: 'our-secret',
  existing,
});

describe('the subscription', () => {
  test('is made once, kept, made anew when the permission ended, and removed', async () => {
    const { client, control } = await startWorld();
    const hookUrl = 'http://127.0.0.1:9/hooks';
    const first = await client.ensureSubscription?.(wanted(hookUrl));
    expect(first).toMatchObject({ status: 'active', expiresAt: null });
    expect(await client.ensureSubscription?.(wanted(hookUrl, first ?? null))).toEqual(first);
    expect(control.used.get('POST /webhooks')).toBe(1);
    expect(control.used.has('PUT /webhooks/{id}')).toBe(false);
    const again = await startWorld();
    control.signIn.revokeGrant();
    expect(control.subscriptions()).toEqual([]);
    const renewed = await again.client.ensureSubscription?.(wanted(hookUrl, first ?? null));
    expect(again.control.subscriptions()).toMatchObject([{ id: renewed?.ids[0], url: hookUrl }]);
    again.control.signIn.expireRefresh();
    expect(again.control.subscriptions()).toEqual([]);
    if (renewed) await again.client.removeSubscription?.(renewed);
    if (renewed) await again.client.removeSubscription?.(renewed);
    expect(again.control.subscriptions()).toEqual([]);
  });

  test('of ours that we do not know any more gets our key, doubles go', async () => {
    const { client, control } = await startWorld();
    const hookUrl = 'http://127.0.0.1:9/hooks';
    const one = await client.ensureSubscription?.(wanted(hookUrl));
    await client.ensureSubscription?.(wanted('http://127.0.0.1:9/other'));
    expect(control.subscriptions()).toHaveLength(2);
    const moved = await client.ensureSubscription?.({ ...wanted(hookUrl), secret: 'new' });
    expect(moved?.ids).toEqual(one?.ids);
    expect(control.used.get('PUT /webhooks/{id}')).toBe(1);
  });

  test('that is refused says so and stops nothing', async () => {
    const { client, control } = await startWorld();
    control.faults.add({ kind: 'status', status: 403, count: 9, match: { path: '/webhooks' } });
    expect(await client.ensureSubscription?.(wanted('http://127.0.0.1:9/x'))).toMatchObject({
      status: 'refused',
      ids: [],
    });
  });
});

describe('what comes', () => {
  test('is signed over time, request and client, and names the record to look at', async () => {
    const { client, control, simulator } = await startWorld();
    const receiver = await startReceiver();
    await client.ensureSubscription?.(wanted(receiver.url));
    control.people.changeContact(demoIds.ada, { externalSystemId: 'x' });
    control.people.moveStage(demoIds.purchase, demoIds.stages, demoIds.settled);
    control.hooks.faults.duplicate = 1;
    control.people.changeMatter(demoIds.dispute, { status: 'Closed' });
    await control.hooks.settled();
    const read = receiver.taken.map((request) => smokeball.readEvent(request));
    expect(read).toHaveLength(4);
    expect(read).toContainEqual({
      outcome: 'hints',
      eventType: 'contact.updated',
      hints: [{ kind: 'contact', externalId: demoIds.ada }],
      causedBy: expect.any(String),
    });
    expect(read).toContainEqual({
      outcome: 'hints',
      eventType: 'matterstage.updated',
      hints: [{ kind: 'matter', externalId: demoIds.purchase }],
      causedBy: expect.any(String),
    });
    const { createHmac } = await import('node:crypto');
    const { signature } = smokeball;
    if (signature?.scheme !== 'hmac_sha256') throw new Error('another scheme');
    for (const request of receiver.taken) {
      const message = signature.message(request, simulator.credentials.clientId) ?? '';
      const digest = createHmac('sha256', 'our-secret').update(message).digest('hex');
      expect(request.headers.signature).toBe(digest);
      expect(signature.sentAt?.(request)?.toISOString()).toBe('2026-03-02T09:30:00.000Z');
    }
  });

  test('a late "no" to an accepted write names the record', async () => {
    const { client, control } = await startWorld();
    const receiver = await startReceiver();
    await client.ensureSubscription?.(wanted(receiver.url));
    control.failLater('fee', 'The matter is locked');
    const { externalId } = await client.write(feeRecord(), createProgress());
    await control.hooks.settled();
    expect(receiver.taken.map((request) => smokeball.readEvent(request))).toEqual([
      {
        outcome: 'failure',
        eventType: 'error',
        externalId: externalId.split('/')[1],
        detail: 'fee: The matter is locked',
      },
    ]);
  });
});
