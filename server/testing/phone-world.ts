/** A firm with connected phone systems, whose webhooks are really signed and whose pipeline runs when it is told to. */
import type { LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import { createCallLoggingFeature, fetchArtefacts, pipelineRound } from '../features/call-logging/index.ts';
import { createPracticeFeature } from '../features/practice/index.ts';
import { suggestChange } from '../features/sync/index.ts';
import type { FeatureFactory } from '../platform/feature.ts';
import type { PhoneSystem, PracticeSystem } from '../vendors/ports.ts';
import { phoneSystems, practiceSystems } from '../vendors/registry.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from './app.ts';
import { adaNumber, benNumber, mainLine, type SigningKey, signDelivery } from './phone-events.ts';

export interface TestSource extends SigningKey {
  id: string;
  firmId: string;
  path: string;
}

export interface PhoneWorld {
  app: TestApp;
  /** Set `now` to move time. */
  clock: { now: Date };
  firm: TestFirm;
  owner: TestStaff;
  /** Ada Solicitor, extension 101. In the alphabet the owner, Olive Owner, comes before her. */
  ada: TestStaff;
  /** Ben Young, extension 102. */
  ben: TestStaff;
  source: TestSource;
  deps: {
    platform: TestApp['platform'];
    vendors: Readonly<Record<string, PhoneSystem>>;
    practiceSystems: Readonly<Record<string, PracticeSystem>>;
  };
  addSource(kind: string, more?: Record<string, unknown>, owner?: TestStaff): Promise<TestSource>;
  /** Delivers signed: an object as JSON (a form for Twilio), or any bytes. */
  deliver(source: TestSource, body: unknown, more?: DeliveryOptions): Promise<LightMyRequestResponse>;
  /** Reads everything that waits. */
  drain(): Promise<void>;
  fetchFiles(): Promise<void>;
  /** Delivers to the generic source, reads, and answers the interaction that came of it. */
  log(
    event: { call?: unknown; message?: unknown; fax?: unknown },
    source?: TestSource,
  ): Promise<InteractionView>;
  interaction(id: string, as?: TestStaff): Promise<InteractionView>;
  interactions(query?: string, as?: TestStaff): Promise<InteractionView[]>;
  addContact(
    name: string,
    number: string | readonly string[],
    more?: Record<string, unknown>,
  ): Promise<string>;
  addMatter(title: string, contactIds: readonly string[], more?: Record<string, unknown>): Promise<string>;
  setOptions(options: Record<string, unknown>): Promise<void>;
  act(id: string, action: string, body?: unknown, as?: TestStaff): Promise<LightMyRequestResponse>;
  /** Rows of the firm. */
  count(table: string, where?: string): Promise<number>;
  query<Row extends Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Another firm in the same program, likewise furnished. */
  newFirm(input?: FirmInput): Promise<PhoneWorld>;
  close(): Promise<void>;
}

export interface DeliveryOptions {
  id?: string;
  contentType?: string;
  headers?: Record<string, string>;
}

const entryView = z.looseObject({
  id: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  review: z.string().nullable(),
  recordKind: z.string().nullable(),
  recordId: z.string().nullable(),
  matterId: z.string().nullable(),
  contactId: z.string().nullable(),
  staffId: z.string().nullable(),
  assigneeId: z.string().nullable(),
  workedMinutes: z.number().nullable(),
  billedMinutes: z.number().nullable(),
  billable: z.boolean().nullable(),
  reference: z.string(),
  revision: z.number(),
  why: z.looseObject({
    sentence: z.string(),
    rule: z.string(),
    facts: z.looseObject({ candidates: z.array(z.unknown()) }),
  }),
});
const interactionView = z.looseObject({
  id: z.string(),
  kind: z.string(),
  outcome: z.string(),
  ended: z.boolean(),
  talkSeconds: z.number(),
  logEntries: z.array(entryView),
  artefacts: z
    .array(
      z.looseObject({ id: z.string(), kind: z.string(), state: z.string(), error: z.string().nullable() }),
    )
    .optional(),
});
export type InteractionView = z.infer<typeof interactionView>;
const created = z.object({ id: z.string() });

type FirmInput = Parameters<TestApp['makeFirm']>[0];

/** Loops do not run, `drain` does their work. */
export async function startPhoneWorld(
  options: {
    now?: Date;
    firm?: FirmInput;
    allowLoopback?: boolean;
    publicUrl?: URL;
    /** Instead of the registry's. */
    practiceSystems?: Readonly<Record<string, PracticeSystem>>;
    /** Beside the practice's records and call logging. */
    features?: readonly FeatureFactory[];
  } = {},
): Promise<PhoneWorld> {
  const clock = { now: options.now ?? new Date('2026-03-02T10:10:00.000Z') };
  const systems = options.practiceSystems ?? practiceSystems;
  const app = await startTestApp({
    features: [
      (platform) => createPracticeFeature(platform, systems, suggestChange),
      (platform) => createCallLoggingFeature(platform, phoneSystems, systems),
      ...(options.features ?? []),
    ],
    clock: { now: () => clock.now },
    allowLoopback: options.allowLoopback ?? false,
    ...(options.publicUrl ? { config: { publicUrl: options.publicUrl } } : {}),
  });
  return await settleIn(app, clock, systems, options.firm);
}

/** A firm with two people on extensions and a signed webhook. */
async function settleIn(
  app: TestApp,
  clock: { now: Date },
  systems: Readonly<Record<string, PracticeSystem>>,
  input: FirmInput,
): Promise<PhoneWorld> {
  const firm = await app.makeFirm(input);
  const { owner } = firm;
  const ada = await app.signedIn(firm, 'member', { firstName: 'Ada', lastName: 'Solicitor' });
  const ben = await app.signedIn(firm, 'member', { firstName: 'Ben', lastName: 'Young' });
  const { pool } = app.platform.database;
  const setPhone = `update staff_members set extension = $3, direct_numbers = $4, hourly_rate = 20000 where firm_id = $1 and id = $2`;
  await pool.query(setPhone, [firm.id, ada.id, '101', [adaNumber]]);
  await pool.query(setPhone, [firm.id, ben.id, '102', [benNumber]]);
  const deps = { platform: app.platform, vendors: phoneSystems, practiceSystems: systems };

  const must = async (answer: Promise<LightMyRequestResponse>, status = 201) => {
    const { statusCode, body } = await answer;
    if (statusCode !== status) throw new Error(`${statusCode}: ${body}`);
    return JSON.parse(body);
  };
  const addSource: PhoneWorld['addSource'] = async (kind, more = {}, by = owner) => {
    const body = { kind, name: `Test ${kind}`, ownNumbers: [mainLine], ...more };
    const made = z
      .object({ id: z.string(), hookUrl: z.string().nullable(), secret: z.string().nullable() })
      .parse(await must(by.call('POST', '/api/v1/sources', body)));
    const hookUrl = made.hookUrl ?? 'http://none.example.com/hooks/none';
    return {
      id: made.id,
      firmId: by.firmId,
      kind,
      secret: made.secret ?? '',
      hookUrl,
      path: new URL(hookUrl).pathname,
    };
  };
  const source = await addSource('generic');
  const drain = async () => {
    while (await pipelineRound(deps));
  };
  const query: PhoneWorld['query'] = async (text, values = []) => (await pool.query(text, [...values])).rows;
  const interaction: PhoneWorld['interaction'] = async (id, as = owner) =>
    interactionView.parse(await must(as.call('GET', `/api/v1/interactions/${id}`), 200));
  const deliver: PhoneWorld['deliver'] = async (to, body, more = {}) => {
    const bytes = Buffer.isBuffer(body)
      ? body
      : Buffer.from(to.kind === 'twilio' ? formOf(body) : JSON.stringify(body));
    const id = more.id ?? (to.kind === 'generic' ? idOf(body) : undefined);
    const { headers, payload } = signDelivery(to, bytes, {
      now: clock.now,
      id,
      contentType: more.contentType,
    });
    return await app.app.inject({
      method: 'POST',
      url: to.path,
      headers: { ...headers, ...more.headers },
      payload,
    });
  };

  return {
    app,
    clock,
    firm,
    owner,
    ada,
    ben,
    source,
    deps,
    addSource,
    deliver,
    drain,
    async fetchFiles() {
      while (await fetchArtefacts(deps));
    },
    async log(event, to = source) {
      const known = `select id from interactions where firm_id = $1 order by updated_at desc, id desc`;
      const before = new Set((await query<{ id: string }>(known, [firm.id])).map(({ id }) => id));
      const answer = await deliver(to, event);
      if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}: ${answer.body}`);
      await drain();
      const after = await query<{ id: string }>(known, [firm.id]);
      const made = after.find(({ id }) => !before.has(id)) ?? after[0];
      if (!made) throw new Error('no interaction came of it');
      return await interaction(made.id);
    },
    interaction,
    async interactions(search = '', as = owner) {
      const shape = z.object({ items: z.array(interactionView) });
      return shape.parse(await must(as.call('GET', `/api/v1/interactions${search}`), 200)).items;
    },
    async addContact(name, number, more = {}) {
      const [firstName = '', lastName = ''] = name.split(' ');
      const phones = [number].flat().map((text) => ({ text }));
      const body = { kind: 'person', firstName, lastName, phones, ...more };
      return created.parse(await must(owner.call('POST', '/api/v1/contacts', body))).id;
    },
    async addMatter(title, contactIds, more = {}) {
      const parties = contactIds.map((contactId) => ({ contactId, role: 'Client', isClient: true }));
      return created.parse(await must(owner.call('POST', '/api/v1/matters', { title, parties, ...more }))).id;
    },
    async setOptions(changes) {
      await must(owner.call('PATCH', '/api/v1/options', changes), 200);
    },
    act: (id, action, body, as = owner) => as.call('POST', `/api/v1/interactions/${id}/${action}`, body),
    async count(table, where = 'true') {
      const [row] = await query<{ count: number }>(
        `select count(*) as count from ${table} where firm_id = $1 and (${where})`,
        [firm.id],
      );
      return row?.count ?? 0;
    },
    query,
    newFirm: (next) => settleIn(app, clock, systems, next),
    close: () => app.close(),
  };
}

function formOf(body: unknown): string {
  return new URLSearchParams(z.record(z.string(), z.string()).parse(body)).toString();
}

function idOf(body: unknown): string | undefined {
  return z.looseObject({ id: z.string() }).safeParse(body).data?.id;
}
