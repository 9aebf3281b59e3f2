/** portal.md §5, the first vector of walls: whatever somebody holds of a matter is dead within a second of the wall. */
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { features } from './feature-list.ts';
import { createHandOverFeature } from './features/hand-over/index.ts';
import { newId } from './platform/ids.ts';
import type { Platform } from './platform/platform.ts';
import type { TestStaff } from './testing/app.ts';
import { type LiveWorld, startLiveWorld } from './testing/live-world.ts';
import { makePortalUser } from './testing/portal-user.ts';

let world: LiveWorld;
let filesOrigin: string;
beforeAll(async () => {
  // No heartbeat has a part in it.
  world = await startLiveWorld(3_600_000, features);
  filesOrigin = await world.filesApp.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => world.close());

const made = z.looseObject({ id: z.string() });
async function ask(who: TestStaff, method: 'POST' | 'PUT' | 'PATCH', path: string, body: object) {
  const answer = await who.call(method, path, body);
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer;
}
const makeOne = async (who: TestStaff, path: string, body: object) =>
  made.parse((await ask(who, 'POST', path, body)).json()).id;

/** Everything that comes out of the store comes slowly, so that the wall can be raised meanwhile. */
function slowStore(platform: Platform): Platform {
  async function* slowly(): AsyncGenerator<Buffer> {
    for (let piece = 0; piece < 400; piece += 1) {
      await wait(50);
      yield Buffer.alloc(1024, piece);
    }
  }
  return { ...platform, files: { ...platform.files, get: async () => Readable.from(slowly()) } };
}

/** A matter with a conversation of the two, five messages and a file in the last of them. */
async function furnish(a: TestStaff, b: TestStaff) {
  const { firm } = world;
  const client = await makePortalUser(world, firm);
  const parties = [{ contactId: client.contactId, role: 'Client', isClient: true }];
  const matterId = await makeOne(firm.owner, '/api/v1/matters', {
    title: 'Purchase of 12 Mill Lane',
    parties,
  });
  const id = await makeOne(a, '/api/v1/conversations', {
    ...{ kind: 'external', matterId, staffIds: [b.id], portalUserIds: [client.id] },
  });
  const say = () =>
    ask(a, 'POST', `/api/v1/conversations/${id}/messages`, { body: 'the bittern booms', confirmed: true });
  for (let n = 0; n < 5; n += 1) await say();
  const fileId = newId();
  const { sha256, sizeBytes } = await world.platform.files.put(
    firm.id,
    Readable.from([Buffer.from('reeds')]),
    1e6,
  );
  await world.query(
    `insert into attachments (firm_id, conversation_id, seq, id, position, name, size_bytes, sha256, content_type, verdict, created_at)
     values ($1, $2, 5, $3, 0, 'reeds.txt', $4, $5, 'text/plain', 'clean', now())`,
    [firm.id, id, fileId, sizeBytes, sha256],
  );
  return { matterId, id, fileId, say };
}

test('walls: staff B denied on M while holding an open socket, a signed file URL, a running search cursor, an export job → all dead ≤ 1 s', {
  timeout: 60_000,
}, async () => {
  const { firm } = world;
  await ask(firm.owner, 'PATCH', '/api/v1/portal-settings', { undoSeconds: 0 });
  const [a, b] = [await world.signedIn(firm), await world.signedIn(firm)];
  const { matterId, id, fileId, say } = await furnish(a, b);

  const socket = await world.listenAsStaff(b, `?watch=${id}`);
  const link = await ask(b, 'POST', `/api/v1/files/${fileId}/links`, {});
  const url = `${filesOrigin}${new URL(z.object({ url: z.string() }).parse(link.json()).url).pathname}`;
  const file = async () => (await fetch(url)).status;
  const search = (after = '') => b.call('GET', `/api/v1/search?q=bittern&limit=2${after}`);
  const page = z.object({ items: z.array(z.unknown()), next: z.string().nullable() });
  const first = page.parse((await search()).json());
  const packId = await makeOne(b, '/api/v1/hand-overs', { matterId });
  const [makePack] = createHandOverFeature(slowStore(world.platform)).jobs ?? [];
  const pack = async () => {
    const rows = await world.query('select state from hand_overs where id = $1', [packId]);
    return z.object({ state: z.string() }).parse(rows[0]).state;
  };
  const ended = makePack?.run({ firmId: firm.id, id: packId }).then(() => performance.now());
  await expect.poll(pack, { timeout: 10_000 }).toBe('running');
  await say();
  await socket.until((text) => text.includes('conversation.changed'));
  expect([await file(), first.items.length, first.next === null]).toEqual([200, 2, false]);

  const told = socket.text().length;
  await ask(firm.owner, 'PUT', `/api/v1/matters/${matterId}/wall`, { restricted: true, staffIds: [a.id] });
  const walled = performance.now();
  const lookedAgain = socket.until((text) => text.slice(told).includes('event: sight'));
  expect(await file()).toBe(404);
  expect(page.parse((await search(`&after=${first.next}`)).json())).toEqual({ items: [], next: null });
  await lookedAgain;
  await say();
  expect(((await ended) ?? Number.POSITIVE_INFINITY) - walled).toBeLessThan(1000);
  expect(await pack()).toBe('stopped');
  await world.append({ type: 'for-all.changed' });
  await socket.until((text) => text.includes('for-all.changed'));
  expect(socket.text().slice(told)).not.toContain(id);
  expect(performance.now() - walled).toBeLessThan(2000);
  socket.stop();
});
