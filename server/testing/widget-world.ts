/** A firm with prices and a form on its website, for the tests of this feature. */
import { randomUUID } from 'node:crypto';
import type { LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';
import { z } from 'zod';
import { createFeeScalesFeature, feeScaleContent } from '../features/fee-scales/index.ts';
import { createKeyStagesFeature } from '../features/key-stages/index.ts';
import { createLeadsFeature } from '../features/leads/index.ts';
import { createPracticeFeature } from '../features/practice/index.ts';
import { createQuotesFeature } from '../features/quotes/index.ts';
import { createRatesFeature } from '../features/rates/index.ts';
import { configuration, createWidgetFeature, widget } from '../features/widget/index.ts';
import { startTestApp, type TestApp, type TestFirm } from './app.ts';

export type Call = TestApp['call'];
type Content = z.output<typeof feeScaleContent>;

export interface WidgetWorld {
  app: TestApp;
  clock: { now(): Date; set(text: string): void; add(ms: number): void };
  /** A 2xx answer's body. */
  ok(call: Call, method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown): Promise<unknown>;
  publishScale(firm: TestFirm, change?: (content: Content) => void): Promise<string>;
  makeForm(firm: TestFirm, more?: Record<string, unknown>): Promise<z.output<typeof widget>>;
  /** As a visitor opens it, long enough ago. */
  open(key: string): Promise<z.output<typeof configuration>>;
}

export const site = 'https://www.harbourlaw.example.com';

export async function startWidgetWorld(script?: URL): Promise<WidgetWorld> {
  let now = new Date('2026-11-22T10:00:00Z');
  const clock = {
    now: () => now,
    set(text: string) {
      now = new Date(text);
    },
    add(ms: number) {
      now = new Date(now.getTime() + ms);
    },
  };
  const app = await startTestApp({
    clock,
    features: [
      (platform) => createPracticeFeature(platform, {}),
      (platform) => createRatesFeature(platform),
      (platform) => createFeeScalesFeature(platform),
      (platform) => createLeadsFeature(platform),
      (platform) => createQuotesFeature(platform),
      (platform) => createKeyStagesFeature(platform),
      (platform) => createWidgetFeature(platform, script),
    ],
  });
  const withId = z.looseObject({ id: z.string() });

  const ok: WidgetWorld['ok'] = async (call, method, path, body) => {
    const answer = await call(method, path, body);
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    return answer.body === '' ? null : answer.json();
  };
  return {
    app,
    clock,
    ok,
    async publishScale({ owner }, change) {
      const made = withId.extend({ versions: z.array(withId) }).parse(
        await ok(owner.call, 'POST', '/api/v1/fee-scales', {
          name: `Scale ${Math.random()}`,
          from: 'usual',
        }),
      );
      const draft = z
        .object({ content: feeScaleContent, version: z.number() })
        .parse(
          await ok(owner.call, 'GET', `/api/v1/fee-scales/${made.id}/versions/${made.versions[0]?.id ?? ''}`),
        );
      change?.(draft.content);
      await ok(owner.call, 'PUT', `/api/v1/fee-scales/${made.id}/draft`, draft);
      await ok(owner.call, 'POST', `/api/v1/fee-scales/${made.id}/publish`, { startsOn: '2026-11-22' });
      return made.id;
    },
    async makeForm({ owner }, more = {}) {
      const { active = true, ...fields } = more;
      const made = widget.parse(
        await ok(owner.call, 'POST', '/api/v1/widgets', {
          name: `Main site ${Math.random()}`,
          origins: [site],
          transactions: ['sale', 'purchase', 'sale_and_purchase', 'remortgage', 'transfer_of_equity'],
          consentText: 'We keep your details for twelve months.',
          privacyUrl: 'https://privacy.example.com/notice',
          thanks: 'Thank you. We answer within a working day.',
          ...fields,
        }),
      );
      if (!active) return made;
      return widget.parse(await ok(owner.call, 'PATCH', `/api/v1/widgets/${made.id}`, { active }));
    },
    async open(key) {
      const opened = configuration.parse(await ok(app.call, 'GET', `/api/v1/widget/${key}`));
      now = new Date(now.getTime() + 10_000);
      return opened;
    },
  };
}

export const purchase = {
  transaction: 'purchase',
  clients: 2,
  answers: { purchase: { price: 420_000, mortgage: true } },
};

export type Visitor = (
  method: 'GET' | 'POST' | 'OPTIONS',
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<LightMyRequestResponse>;

/** A browser somewhere on the internet, with a page of the firm's website open unless said otherwise. */
export function visitorAt(world: WidgetWorld, address: string): Visitor {
  return (method, path, body, headers = { origin: site }) =>
    world.app.app.inject({
      method,
      url: path,
      remoteAddress: address,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
}

export function requestBody(ticket: string, more: Record<string, unknown> = {}) {
  return {
    id: randomUUID(),
    ticket,
    inputs: purchase,
    firstName: 'Jane',
    lastName: 'Okafor',
    email: 'jane@example.com',
    phone: '07700 900123',
    message: 'We hope to move by Easter.',
    consent: true,
    page: 'https://www.harbourlaw.example.com/quote',
    ...more,
  };
}
