/** Fee scales through the API, each test with a firm of its own. */
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { z } from 'zod';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { type Band, type FeeScaleContent, feeScaleContent } from './content.ts';
import { createFeeScalesFeature } from './index.ts';
import { emptyContent } from './usual-lines.ts';

const versionShape = z.looseObject({
  id: z.string(),
  number: z.number(),
  state: z.string(),
  startsOn: z.string().nullable(),
  publishedBy: z.string().nullable(),
  lines: z.number(),
  version: z.number(),
});
export const scaleShape = z.looseObject({
  id: z.string(),
  name: z.string(),
  isDefault: z.boolean(),
  archived: z.boolean(),
  version: z.number(),
  versions: z.array(versionShape),
});
export const detailShape = versionShape.extend({ content: feeScaleContent });
const problemShape = z.looseObject({
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).default([]),
});
export type Scale = z.output<typeof scaleShape>;
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const base = '/api/v1/fee-scales';
export const noon = new Date('2026-11-22T12:00:00Z');
export const today = '2026-11-22';

/** For the top of a test file: starts the program once, and a firm before each test. */
export function feeScaleWorld() {
  const clock = { now: noon };
  let app: TestApp;
  let firm: TestFirm;
  beforeAll(async () => {
    const features = [createFeeScalesFeature];
    app = await startTestApp({ features, clock: { now: () => clock.now } });
  });
  beforeEach(async () => {
    clock.now = noon;
    firm = await app.makeFirm();
  });
  afterAll(() => app.close());

  async function ask(status: number, method: Method, path: string, body?: unknown, as?: TestStaff) {
    const who = as ?? firm.owner;
    // By token: a session would end when the days pass.
    const headers = { authorization: `Bearer ${who.token}` };
    const answer = await who.call(method, `${base}${path}`, body, { headers });
    expect([answer.statusCode, answer.body]).toEqual([status, expect.anything()]);
    const json: unknown = answer.body === '' ? null : JSON.parse(answer.body);
    return json;
  }
  async function scaleOf(...asked: Parameters<typeof ask>): Promise<Scale> {
    return scaleShape.parse(await ask(...asked));
  }
  return {
    clock,
    app: () => app,
    firm: () => firm,
    ask,
    scaleOf,
    async refused(...asked: Parameters<typeof ask>) {
      return problemShape.parse(await ask(...asked));
    },
    async list(query = '') {
      return z.object({ items: z.array(scaleShape) }).parse(await ask(200, 'GET', query)).items;
    },
    get: (id: string) => scaleOf(200, 'GET', `/${id}`),
    make: (name = 'Standard', content = fees(79_500)) => scaleOf(201, 'POST', '', { name, content }),
    publish: (id: string, startsOn = today) => scaleOf(200, 'POST', `/${id}/publish`, { startsOn }),
    async save(id: string, content: FeeScaleContent, version: number | null = null) {
      return detailShape.parse(await ask(200, 'PUT', `/${id}/draft`, { content, version }));
    },
    async detail(id: string, versionId: string) {
      return detailShape.parse(await ask(200, 'GET', `/${id}/versions/${versionId}`));
    },
  };
}

export const states = ({ versions }: Scale) =>
  versions.map(({ number, state, startsOn }) => [number, state, startsOn]);

export const lineId = '01980000-0000-7000-8000-000000000001';

/** One legal fee of a purchase in two bands, or in those that are given. */
export function fees(
  pence: number,
  bands: Band[] = [band(0, 250_000, pence), band(250_001, null, pence + 10_000)],
): FeeScaleContent {
  const amount = { rule: 'banded', by: 'price', bands };
  const vat = { treatment: 'standard' };
  const line = { id: lineId, section: 'legal_fees', label: 'Legal fee', sides: ['purchase'], amount, vat };
  return feeScaleContent.parse({ ...emptyContent('GB', 'GBP'), lines: [line] });
}

export function band(from: number, to: number | null, pence = 100): Band {
  return { from, to, charge: { kind: 'amount', pence } };
}
