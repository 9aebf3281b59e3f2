import { afterEach, describe, expect, test } from 'vitest';
import { ringcentral } from '../../server/vendors/ringcentral/index.ts';
import {
  ada,
  catchUpAll,
  closeWorld,
  failureOf,
  observeItems,
  since,
  startWorld,
  type World,
} from './test-world.ts';

afterEach(closeWorld);

describe('artefacts', () => {
  const read = async (world: World, file: Parameters<World['client']['fetchArtefact']>[0]) => {
    const { contentType, body } = await world.client.fetchArtefact(file);
    const bytes = Buffer.from(await new Response(body).arrayBuffer());
    return { contentType, bytes };
  };

  test('a recording by its address, and by its id alone', async () => {
    const world = await startWorld();
    const call = {
      direction: 'inbound' as const,
      user: ada,
      far: { number: '+14155550142' },
      recorded: true,
    };
    const { recordingId } = await world.simulator.control.placeCall(call);
    const { items } = await catchUpAll(world.client, null, since);
    const [record] = observeItems(items);
    const file = record?.kind === 'call' ? record.artefacts?.[0] : undefined;
    if (file === undefined) throw new Error('no recording');
    expect(file.id).toBe(recordingId);
    const { url: _url, ...nameOnly } = file;
    for (const wanted of [file, nameOnly]) {
      const { contentType, bytes } = await read(world, wanted);
      expect(contentType).toBe('audio/wav');
      expect(bytes.toString('latin1', 0, 4)).toBe('RIFF');
      expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
    }
  });

  test('a fax is a PDF', async () => {
    const world = await startWorld();
    await world.simulator.control.sendFax({
      direction: 'inbound',
      user: ada,
      number: '+14155550155',
      pages: 3,
    });
    const { items } = await catchUpAll(world.client, null, since);
    const [fax] = observeItems(items);
    const file = fax?.kind === 'fax' ? fax.artefacts?.[0] : undefined;
    if (file === undefined) throw new Error('no document');
    const { contentType, bytes } = await read(world, file);
    expect(contentType).toBe('application/pdf');
    expect(bytes.toString('latin1')).toMatch(/^%PDF-1\.4[\s\S]*\/Count 3[\s\S]*%%EOF\n$/);
  });

  test.each([
    'https://evil.example/recording',
    'https://ringcentral.com.evil.example/x',
    'https://evilringcentral.com/x',
    'http://media.ringcentral.com/x',
    'https://user@media.ringcentral.com/x',
    'https://media.ringcentral.com:8443/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
  ])('%s never sees a request', async (url) => {
    const world = await startWorld();
    const before = world.simulator.control.requests().length;
    const problem = await failureOf(world.client.fetchArtefact({ kind: 'recording', id: '1', url }));
    expect(problem.failure).toBe('rejected');
    expect(world.simulator.control.requests()).toHaveLength(before);
  });

  test('a redirect to another host is refused', async () => {
    const world = await startWorld();
    const asked: string[] = [];
    const client = ringcentral.client?.({
      credentials: {
        apiUrl: world.simulator.url,
        accessToken: 'a',
        accessTokenExpiresAt: '2099-01-01T00:00:00Z',
      },
      now: () => world.clock.now,
      saveTokens: async () => undefined,
      fetch: async (input) => {
        asked.push(String(input));
        return new Response(null, { status: 302, headers: { location: 'https://evil.example/x' } });
      },
    });
    const file = { kind: 'recording' as const, id: '1', url: 'https://media.ringcentral.com:443/x' };
    const attempt = client?.fetchArtefact?.(file) ?? Promise.resolve();
    expect((await failureOf(attempt)).failure).toBe('rejected');
    expect(asked).toEqual(['https://media.ringcentral.com/x']);
  });

  test('a recording that is gone', async () => {
    const world = await startWorld();
    expect((await failureOf(world.client.fetchArtefact({ kind: 'recording', id: '404' }))).failure).toBe(
      'not_found',
    );
  });
});
