/** Every onboarding service against its own simulator: the same promises of the port, whoever keeps them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type InfoTrackSimulator,
  signed,
  startInfoTrackSimulator,
} from '../../simulators/infotrack/index.ts';
import { infotrack } from './infotrack/index.ts';
import { verify } from './kit/verify.ts';
import { type OnboardingClient, onboardingWorkspace, VendorError } from './ports.ts';
import { onboardingProviders } from './registry.ts';

const drivers = [{ provider: infotrack, start: startInfoTrackSimulator }];

test('every registered onboarding service takes part', () => {
  const kinds = new Set(drivers.map(({ provider }) => provider.kind));
  expect(Object.keys(onboardingProviders).filter((kind) => !kinds.has(kind))).toEqual([]);
});

const wanted = {
  reference: 'ml-7F3K9Q',
  title: 'Purchase of 12 Mill Lane',
  clients: [{ reference: 'c-1', name: 'Jane Okafor', email: 'jane@example.com', mobile: '+447700900111' }],
  asks: ['id', 'address', 'aml', 'sof', 'TA6', 'TA7', 'TA10'] as const,
};

describe.each(drivers.map((driver) => [driver.provider.label, driver] as const))(
  '%s',
  (_label, { provider, start }) => {
    let service: InfoTrackSimulator;
    let client: OnboardingClient;
    beforeEach(async () => {
      service = await start({ timeScale: 0 });
      client = provider.client({
        baseUrl: service.url,
        apiKey: service.key,
        fetch: globalThis.fetch,
        now: () => new Date(),
      });
    });
    afterEach(async () => {
      await service.close();
      expect(service.violations).toEqual([]);
    });

    test('makes, finds and reads a workspace of the port’s shape', async () => {
      const { id } = await client.createWorkspace(wanted);
      expect(await client.findByReference(wanted.reference)).toEqual({ id });
      const read = await client.fetchWorkspace(id);
      expect(onboardingWorkspace.parse(read)).toEqual(read);
      expect(read).toMatchObject({ id, reference: wanted.reference });
    });

    test.each(['drop', 'do_and_drop'] as const)(
      'stands once when any one request is lost (%s)',
      async (how) => {
        for (let lost = 0; lost < 3; lost += 1) {
          const reference = `ml-${how}-${lost}`;
          let tries = 0;
          service.habits = Array.from({ length: lost }, () => ({ how }));
          for (;;) {
            tries += 1;
            try {
              const found = tries === 1 ? null : await client.findByReference(reference);
              if (!found) await client.createWorkspace({ ...wanted, reference });
              break;
            } catch (error) {
              expect(error).toBeInstanceOf(VendorError);
              expect(tries).toBeLessThan(10);
            }
          }
          expect([...service.workspaces.values()].filter((one) => one.reference === reference)).toHaveLength(
            1,
          );
        }
      },
    );

    test('lists every change since a moment, page by page, none twice', async () => {
      service.pageSize = 2;
      for (let nth = 0; nth < 5; nth += 1)
        await client.createWorkspace({ ...wanted, reference: `ml-${nth}` });
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page = await client.listChangedSince(new Date(Date.now() - 60_000), after);
        seen.push(...page.workspaces.map(({ reference }) => reference ?? ''));
        after = page.next;
      } while (after !== null);
      expect(seen).toEqual(['ml-0', 'ml-1', 'ml-2', 'ml-3', 'ml-4']);
      expect((await client.listChangedSince(new Date(Date.now() + 60_000), null)).workspaces).toEqual([]);
    });

    test('its webhook is genuine and tells the same as asking', async () => {
      const { id } = await client.createWorkspace(wanted);
      const workspace = service.workspaces.get(id);
      const body = JSON.stringify({
        id: 'e',
        type: 'workspace.updated',
        occurredAt: new Date().toISOString(),
        workspace,
      });
      const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
      const request = { headers: signed(secret, 'e', body, new Date()), rawBody: Buffer.from(body), url: '' };
      expect(verify(provider.signature, secret, request, new Date())).toEqual({ ok: true });
      expect(provider.eventId(request)).toBe('e');
      expect(provider.readEvent(request.rawBody)).toEqual({
        outcome: 'workspace',
        workspace: await client.fetchWorkspace(id),
      });
    });

    test('fetches a form’s paper, and says by which name the account goes', async () => {
      const { id } = await client.createWorkspace(wanted);
      service.change(id, ({ tasks }) =>
        tasks.push({ id: 'f', type: 'form', status: 'complete', documents: [{ id: 'd', name: 'TA6' }] }),
      );
      expect(
        Buffer.from(await client.fetchDocument(id, 'd'))
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-');
      expect((await client.testConnection()).account).not.toBe('');
    });

    test('a wrong key is refused as such by every call', async () => {
      const stranger = provider.client({
        baseUrl: service.url,
        apiKey: 'wrong',
        fetch: globalThis.fetch,
        now: () => new Date(),
      });
      for (const call of [
        () => stranger.createWorkspace(wanted),
        () => stranger.findByReference('x'),
        () => stranger.fetchWorkspace('x'),
        () => stranger.listChangedSince(new Date(), null),
        () => stranger.fetchDocument('x', 'y'),
        () => stranger.testConnection(),
      ])
        await expect(call()).rejects.toMatchObject({ problem: { failure: 'unauthorised' } });
    });
  },
);
