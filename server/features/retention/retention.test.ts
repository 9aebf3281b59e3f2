/** Enquiries that lose their words and people: through the API, the nightly round and the database's own refusals. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestStaff } from '../../testing/app.ts';
import { genericCall } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { checkAuditLog, sealAll } from '../audit-log/index.ts';
import { createFeeScalesFeature } from '../fee-scales/index.ts';
import { createKeyStagesFeature } from '../key-stages/index.ts';
import { chaseRound, createLeadsFeature } from '../leads/index.ts';
import { createQuotesFeature, expiryRound } from '../quotes/index.ts';
import { createRatesFeature } from '../rates/index.ts';
import { createReferrersFeature } from '../referrers/index.ts';
import { removeFileJob } from './files.ts';
import { createRetentionFeature, retentionRound } from './index.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
let world: PhoneWorld;
const start = new Date('2026-11-22T10:00:00Z');
beforeAll(async () => {
  world = await startPhoneWorld({
    features: [
      (platform) => createRatesFeature(platform),
      (platform) => createFeeScalesFeature(platform),
      createReferrersFeature,
      (platform) => createLeadsFeature(platform),
      (platform) => createQuotesFeature(platform),
      (platform) => createKeyStagesFeature(platform),
      createRetentionFeature,
    ],
  });
  world.clock.now = start;
  const scale = await ok('POST', 'fee-scales', { name: 'Standard', from: 'usual' });
  await ok('POST', `fee-scales/${scale.id}/publish`, { startsOn: '2026-11-22' });
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

/** By token: sessions do not last for the years that pass here. */
const call = (method: Method, path: string, body: unknown, as: TestStaff) =>
  world.app.call(method, `/api/v1/${path}`, body, { headers: { authorization: `Bearer ${as.token}` } });

async function ok(method: Method, path: string, body?: unknown, as: TestStaff = world.owner) {
  const answer = await call(method, path, body, as);
  expect(answer.statusCode, `${path}: ${answer.body}`).toBeLessThan(300);
  return answer.statusCode === 204 ? null : answer.json();
}
const status = async (method: Method, path: string, as: TestStaff, body?: unknown) =>
  (await call(method, path, body, as)).statusCode;
const round = () => retentionRound(world.app.platform);
const later = (months: number) => {
  world.clock.now = new Date(Date.UTC(2026, 10 + months, 24, 2, 41));
};

let people = 0;
async function enquiry(more: Record<string, unknown> = {}) {
  people += 1;
  const client = {
    firstName: 'Zephyrine',
    lastName: `Quillfeather${people}`,
    emails: [`quill${people}@example.com`],
    phones: [`07700 9${String(20_000 + people)}`],
  };
  const made = await ok('POST', 'leads', {
    transaction: 'purchase',
    clients: [client],
    properties: { purchase: { line1: '77 Nightjar Row', town: 'Hartley', postcode: 'ZZ9 9ZZ' } },
    ...more,
  });
  return { id: String(made.id), contactId: String(made.clients[0].contactId), email: client.emails[0] ?? '' };
}
async function lose(id: string, code: string | null = null): Promise<void> {
  const { items } = await ok('GET', 'lost-reasons');
  const rows = await world.query<{ id: string }>(
    'select id from lost_reasons where firm_id = $1 and code is not distinct from $2 limit 1',
    [world.firm.id, code],
  );
  const lostReasonId = rows[0]?.id ?? items[0].id;
  await ok('POST', `leads/${id}/state`, { state: 'lost', lostReasonId, note: 'Wanted Nightjar cheaper' });
}
const lead = (id: string) => ok('GET', `leads/${id}`);
const isAnonymous = async (id: string) => (await lead(id)).anonymisedAt !== null;

/** A quote with everything that somebody can type into one, sent. */
async function quote(made: { id: string; contactId: string; email: string }) {
  const side = 'purchase';
  const inputs = {
    transaction: side,
    clients: 1,
    answers: {
      [side]: {
        price: 412_345,
        mortgage: true,
        lender: 'nightjarbank',
        company: true,
        companyName: 'quillco',
      },
    },
    choices: {
      discounts: [{ side, label: 'Nightjar friend', off: { kind: 'fixed', pence: 1_000 } }],
      extra: [
        {
          id: '0198c0de-0000-7000-8000-000000000001',
          side,
          section: 'additional_fees',
          label: 'For Zephyrine',
          pence: 5_000,
          vat: { treatment: 'standard' },
        },
      ],
    },
  };
  const { id } = await ok('POST', 'quotes', { leadId: made.id, inputs });
  const to = [{ contactId: made.contactId, email: made.email }];
  const sent = await ok('POST', `quotes/${id}/send`, { to, message: 'Dear Zephyrine' });
  return { id: String(id), versionId: String(sent.versions[0].id) };
}

/** Every row of every table, as text: where these words still stand. */
async function tracesOf(words: readonly string[]): Promise<string[]> {
  const tables = await world.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'
     and table_schema = 'public'`,
  );
  const found: string[] = [];
  for (const { name } of tables)
    for (const row of await world.query<{ row: string }>(`select t::text as row from "${name}" t`))
      for (const word of words)
        if (row.row.toLowerCase().includes(word.toLowerCase())) found.push(`${name}: ${word}: ${row.row}`);
  return found;
}

describe('the nightly round', () => {
  test('leaves figures, and nothing by which anybody could be known', async () => {
    const words = ['Zephyrine', 'Quillfeather', 'quill', 'Nightjar', 'ZZ9 9ZZ', '447700920', '07700 920'];
    const made = await enquiry({
      note: 'Zephyrine called about Nightjar Row',
      sourceDetail: 'Friend of Quillfeather',
    });
    const { id: quoteId, versionId } = await quote(made);
    world.clock.now = new Date('2026-11-25T10:00:00Z');
    for (const day of ['2026-11-23', '2026-11-24', '2026-11-27', '2026-12-01']) {
      world.clock.now = new Date(`${day}T11:00:00Z`);
      await chaseRound({
        platform: world.app.platform,
        quoteLink: async () => 'http://matterline.example.com/q/1',
      });
    }
    await ok('POST', `leads/${made.id}/notes`, { kind: 'note', text: 'Mrs Quillfeather rang' });
    const { items } = await ok('GET', 'key-stages?side=purchase');
    const stageId = items.find(({ code }: { code: string }) => code === 'exchanged').id;
    await ok('POST', `leads/${made.id}/progress`, { stageId, do: 'reach', note: 'said Zephyrine' });
    await ok('POST', `quotes/${quoteId}/accept`, {
      by: 'Zephyrine Quillfeather',
      note: 'rang from Nightjar',
    });
    await lose(made.id);
    const [before] = await world.query('select * from quote_versions where id = $1', [versionId]);
    const { priced } = await ok('GET', `quotes/${quoteId}/versions/${versionId}`);
    const valueBefore = (await lead(made.id)).value;
    expect((await tracesOf(words)).length).toBeGreaterThan(20);
    const { items: sent } = await ok('GET', 'outbox?limit=200');
    const [, token] =
      sent.map(({ body }: { body: string }) => /\/reminders\/(\S+)/.exec(body)).find(Boolean) ?? [];
    expect((await world.app.call('GET', `/api/v1/reminder-stops/${token}`)).statusCode).toBe(200);

    later(25);
    expect(await round()).toBe(1);
    expect(await tracesOf(words)).toEqual([]);
    for (const method of ['GET', 'POST'] as const)
      expect((await world.app.call(method, `/api/v1/reminder-stops/${token}`)).statusCode, method).toBe(404);
    const after = await lead(made.id);
    expect(after).toMatchObject({
      title: 'Anonymised enquiry',
      state: 'lost',
      stateBefore: 'instructed',
      source: 'staff',
      transaction: 'purchase',
      value: valueBefore,
      clients: [],
      mayMoveTo: [],
      mayReopen: false,
      lostReason: { id: expect.any(String) },
    });
    expect([after.quotedAt, after.instructedAt, after.closedAt, after.firstResponseAt]).not.toContain(null);
    const [kept] = await world.query<Record<string, unknown>>('select * from quote_versions where id = $1', [
      versionId,
    ]);
    for (const field of [
      'number',
      'rates',
      'content_hash',
      'priced_on',
      'expires_on',
      'sent_at',
      'answered_at',
    ])
      expect(kept?.[field], field).toEqual(before?.[field]);
    expect(kept).toMatchObject({ pdf_sha256: null, link_hash: null, link_sealed: null });
    const shown = await ok('GET', `quotes/${quoteId}/versions/${versionId}`);
    expect(shown.priced.totals).toEqual(priced.totals);
    expect(shown.priced.sides[0].lines.map(({ label }: { label: string }) => label)).toContain('Removed');
    const { items: events } = await ok('GET', `leads/${made.id}/events`);
    expect(events[0]).toMatchObject({ kind: 'anonymised', staffId: null });
    expect(events.some(({ kind }: { kind: string }) => kind === 'chase_sent')).toBe(true);
  });

  test('twice is once; a second round finds nothing to do', async () => {
    const made = await enquiry();
    await lose(made.id);
    later(24);
    await round();
    const { version } = await lead(made.id);
    expect(await round()).toBe(0);
    expect((await lead(made.id)).version).toBe(version);
    const { items } = await ok('GET', `audit-log?subjectType=lead&subjectId=${made.id}`);
    expect(items.filter(({ action }: { action: string }) => action === 'lead.anonymised')).toHaveLength(1);
  });

  test('the audit log loses the words, and its chain holds', async () => {
    const { platform } = world.app;
    const made = await enquiry();
    await lose(made.id);
    await sealAll(platform, world.firm.id);
    const before = await checkAuditLog(platform, world.firm.id);
    later(24);
    await round();
    await sealAll(platform, world.firm.id);
    const after = await checkAuditLog(platform, world.firm.id);
    expect(after).toMatchObject({ broken: null, pending: 0 });
    expect(after.emptied).toBeGreaterThan(before.emptied);
    const rows = await world.query(
      `select salt, detail from audit_log where firm_id = $1 and subject_id = $2 and action = 'lead.created'`,
      [world.firm.id, made.id],
    );
    expect(rows).toEqual([{ salt: null, detail: { anonymised: true } }]);
  });

  test('two rounds at the same moment make it anonymous once', async () => {
    const made = await enquiry();
    await lose(made.id);
    later(24);
    const [one, two] = await Promise.all([round(), round()]);
    expect(one + two).toBe(1);
    const events = await ok('GET', `leads/${made.id}/events`);
    expect(events.items.filter(({ kind }: { kind: string }) => kind === 'anonymised')).toHaveLength(1);
  });

  const kept: [string, (id: string, contactId: string) => Promise<unknown>][] = [
    ['new', async () => undefined],
    ['instructed', (id) => ok('POST', `leads/${id}/state`, { state: 'instructed' })],
    [
      'reopened',
      async (id) => {
        await lose(id);
        await ok('POST', `leads/${id}/reopen`);
      },
    ],
    [
      'held',
      async (id) => {
        await lose(id);
        await ok('PUT', `leads/${id}/hold`, { reason: 'A complaint is open' }, world.ada);
      },
    ],
    [
      'lost, its client with an open matter',
      async (id, contactId) => {
        await lose(id);
        await world.addMatter('Will', [contactId]);
      },
    ],
    [
      'lost, its client with an open matter behind a wall',
      async (id, contactId) => {
        await lose(id);
        const matterId = await world.addMatter('Secret', [contactId]);
        await ok('PUT', `matters/${matterId}/wall`, { restricted: true, staffIds: [world.ben.id] });
      },
    ],
  ];
  test.each(kept)('never one that is %s', async (_name, arrange) => {
    const made = await enquiry();
    await arrange(made.id, made.contactId);
    later(240);
    await round();
    expect(await isAnonymous(made.id)).toBe(false);
    expect((await ok('GET', `contacts/${made.contactId}`)).firstName).toBe('Zephyrine');
    await world.query(
      'update leads set hold_at = now(), hold_reason = $2 where id = $1 and hold_at is null',
      [made.id, 'done with'],
    );
  });

  test('the hold ended by an administrator: the next night it goes', async () => {
    const made = await enquiry();
    await lose(made.id);
    await ok('PUT', `leads/${made.id}/hold`, { reason: 'A complaint' }, world.ada);
    expect(await lead(made.id)).toMatchObject({ hold: { reason: 'A complaint', byName: 'Ada Solicitor' } });
    expect(await status('DELETE', `leads/${made.id}/hold`, world.ada)).toBe(403);
    await ok('DELETE', `leads/${made.id}/hold`);
    later(24);
    await round();
    expect(await isAnonymous(made.id)).toBe(true);
  });

  test('tests and repeats go by their own time', async () => {
    const [other, trial] = [await enquiry(), await enquiry()];
    await lose(other.id, 'no_response');
    await lose(trial.id, 'test');
    later(12);
    await round();
    expect([await isAnonymous(other.id), await isAnonymous(trial.id)]).toEqual([false, true]);
    later(24);
    await round();
  });

  test('a quote that still waits for an answer is dead, and its last day troubles nobody', async () => {
    await ok('PATCH', 'retention', { lost: 1 });
    const made = await enquiry();
    const { versionId } = await quote(made);
    await world.query(`update quote_versions set state = 'sent' where id = $1`, [versionId]);
    const { body } = (await ok('GET', 'outbox')).items.find(
      ({ recipient }: { recipient: string }) => recipient === made.email,
    );
    const token = /\/quote\/([\w-]+)/.exec(body)?.[1];
    expect((await world.app.call('GET', `/api/v1/quote-page/${token}`)).statusCode).toBe(200);
    await lose(made.id);
    later(1);
    await round();
    expect((await world.app.call('GET', `/api/v1/quote-page/${token}`)).statusCode).toBe(404);
    later(13);
    await expect(expiryRound(world.app.platform)).resolves.toBe(false);
    await ok('PATCH', 'retention', { lost: 24 });
  });

  test('its PDF leaves the store; bytes that something else has stay', async () => {
    const { files } = world.app.platform;
    const [one, two] = [await enquiry(), await enquiry()];
    const pdfOf = async (made: typeof one) => {
      const { versionId } = await quote(made);
      const [row] = await world.query<{ pdf: Buffer }>(
        'select pdf_sha256 as pdf from quote_versions where id = $1',
        [versionId],
      );
      return row?.pdf ?? Buffer.alloc(32);
    };
    const [first, second] = [await pdfOf(one), await pdfOf(two)];
    const attachments = JSON.stringify([{ name: 'x', contentType: 'y', sha256: second.toString('hex') }]);
    await world.query(
      `insert into outbox (firm_id, id, channel, recipient, subject, body, state, attachments)
       values ($1, gen_random_uuid(), 'email', 'x@example.com', '', '', 'kept', $2)`,
      [world.firm.id, attachments],
    );
    for (const { id } of [one, two]) await lose(id);
    later(24);
    await round();
    const job = removeFileJob(world.app.platform);
    for (const sha256 of [first, second])
      await job.run({ firmId: world.firm.id, sha256: sha256.toString('hex') });
    expect(await files.get(world.firm.id, first)).toBeNull();
    const stays = await files.get(world.firm.id, second);
    expect(stays).not.toBeNull();
    stays?.destroy();
    await world.query('delete from outbox where attachments = $1::jsonb', [attachments]);
  });
});

describe('the people of an enquiry', () => {
  const exists = async (contactId: string) =>
    (await status('GET', `contacts/${contactId}`, world.owner)) === 200;

  test('go along, with whoever was merged into them', async () => {
    const made = await enquiry();
    const twin = await ok('POST', 'contacts', {
      kind: 'person',
      firstName: 'Zeph',
      lastName: 'Quillfeather',
    });
    await ok('POST', `contacts/${made.contactId}/merge`, { otherId: twin.id });
    await lose(made.id);
    later(24);
    await round();
    expect(await exists(made.contactId)).toBe(false);
    expect(await world.count('contacts', `id = '${twin.id}'`)).toBe(0);
  });

  const reasons: [string, (contactId: string) => Promise<unknown>][] = [
    [
      'a matter, though it is closed',
      async (id) => {
        const matterId = await world.addMatter('Old', [id]);
        await ok('PATCH', `matters/${matterId}`, { status: 'closed' });
      },
    ],
    [
      'another enquiry',
      (id) => ok('POST', 'leads', { transaction: 'sale', clients: [{ contactId: id }], title: 'x' }),
    ],
    [
      'a referrer',
      async (id) => {
        const { id: referrerId } = await ok('POST', 'referrers', { name: `Harbour ${id}` });
        await world.query('update referrers set contact_id = $2 where id = $1', [referrerId, id]);
      },
    ],
    ['a task', (id) => ok('POST', 'tasks', { subject: 'Ring', contactId: id })],
    [
      'a call from one of their numbers',
      async (id) => {
        const { phones } = await ok('GET', `contacts/${id}`);
        await world.log(genericCall({ far: phones[0].text }));
      },
    ],
    [
      'that they came by an import',
      (id) => world.query(`update contacts set created_by = 'import' where id = $1`, [id]),
    ],
  ];
  test.each(reasons)('stay for %s', async (_name, arrange) => {
    const made = await enquiry();
    await arrange(made.contactId);
    await lose(made.id);
    later(24);
    await round();
    expect(await isAnonymous(made.id)).toBe(true);
    expect(await exists(made.contactId)).toBe(true);
  });
});

describe('the database itself refuses', () => {
  const cases: [string, string][] = [
    [
      'a lead with a matter',
      `update leads set anonymised_at = now(), matter_id = (select id from matters limit 1) where id = $1`,
    ],
    ['a lead whose words are left', `update leads set anonymised_at = now() where id = $1`],
    [
      'a quote whose lead is not',
      `update quote_versions set anonymised_at = now(), inputs = anonymous_quote_inputs(inputs),
      priced = anonymous_quote_priced(priced), letter = anonymous_quote_letter(letter), pdf_sha256 = null, link_hash = null,
      link_sealed = null where quote_id in (select id from quotes where lead_id = $1)`,
    ],
    [
      'other figures in a sent quote',
      `update quote_versions set priced = jsonb_set(priced, '{totals,total}', '1')
      where quote_id in (select id from quotes where lead_id = $1)`,
    ],
    [
      'a paper that goes by itself',
      `update quote_versions set pdf_sha256 = null where quote_id in (select id from quotes where lead_id = $1)`,
    ],
  ];
  test.each(cases)('%s', async (_name, statement) => {
    const made = await enquiry();
    await quote(made);
    await lose(made.id);
    await expect(world.query(statement, [made.id])).rejects.toThrow(/leads_anonymised|a quote that was sent/);
  });

  test('figures slipped in with the words that may go', async () => {
    const made = await enquiry();
    const { versionId } = await quote(made);
    await lose(made.id);
    await world.query(
      `update leads set anonymised_at = now(), title = 'Anonymised enquiry', properties = '{}', lost_note = '',
        search = null, source_detail = '' where id = $1`,
      [made.id],
    );
    const go = (figures: string) =>
      world.query(
        `update quote_versions set anonymised_at = now(), inputs = anonymous_quote_inputs(inputs), priced = ${figures},
          letter = anonymous_quote_letter(letter), pdf_sha256 = null, pdf_size = null, link_hash = null, link_sealed = null
        where id = $1 returning id`,
        [versionId],
      );
    const cheaper = `jsonb_set(anonymous_quote_priced(priced), '{totals,total}', '1')`;
    await expect(go(cheaper)).rejects.toThrow('loses its words about people');
    expect(await go('anonymous_quote_priced(priced)')).toHaveLength(1);
    for (const change of [`letter = '{}'`, `anonymised_at = null`, `answered_by = '{"name": "x"}'`])
      await expect(
        world.query(`update quote_versions set ${change} where id = $1`, [versionId]),
        change,
      ).rejects.toThrow('does not change');
    for (const change of [`title = 'Jane'`, `anonymised_at = null`, `state = 'new'`])
      await expect(
        world.query(`update leads set ${change} where id = $1`, [made.id]),
        change,
      ).rejects.toThrow('does not change');
  });

  test('every question that takes free words loses its answer', async () => {
    const { items } = await ok('GET', 'quote-questions');
    expect(items.some(({ kind }: { kind: string }) => kind === 'text')).toBe(true);
    for (const { id, kind } of items) {
      const [row] = await world.query<{ left: Record<string, unknown> }>(
        'select anonymous_quote_answers($1) as left',
        [JSON.stringify({ [id]: 'nightjar' })],
      );
      if (kind === 'text') expect(row?.left, id).toEqual({});
    }
  });
});

describe('an enquiry that was made anonymous', () => {
  const tries: [string, 'POST' | 'PATCH' | 'PUT', string, unknown][] = [
    ['is not reopened', 'POST', '/reopen', undefined],
    ['is not moved', 'POST', '/state', { state: 'expired' }],
    ['gets no note', 'POST', '/notes', { kind: 'note', text: 'It was Jane' }],
    ['gets no client again', 'PATCH', '', { title: 'Jane Okafor' }],
    ['is not held', 'PUT', '/hold', { reason: 'late' }],
    ['is not searched for conflicts', 'POST', '/conflict-check', undefined],
  ];
  test('is not reopened, moved, noted on, changed, held, and gets no stage', async () => {
    const made = await enquiry();
    await lose(made.id);
    later(24);
    await round();
    for (const [name, method, path, body] of tries)
      expect(await status(method, `leads/${made.id}${path}`, world.owner, body), name).toBe(409);
    const { items } = await ok('GET', 'key-stages?side=purchase');
    const act = { stageId: items[0].id, do: 'reach', note: 'Jane' };
    expect(await status('POST', `leads/${made.id}/progress`, world.owner, act)).toBe(409);
    expect(
      await status('POST', 'quotes', world.owner, { leadId: made.id, inputs: { transaction: 'purchase' } }),
    ).toBe(409);
  });
});

describe('settings', () => {
  test('begin with the usual times; tell how many go tonight, and which', async () => {
    const other = await world.newFirm();
    expect(await ok('GET', 'retention', undefined, other.owner)).toMatchObject({
      ...{ lost: 24, expired: 12, duplicate: 12, version: 1, due: 0, lastRun: null },
      nextRunAt: '2026-11-23T02:41:00.000Z',
    });
    const made = [await enquiry(), await enquiry(), await enquiry()];
    for (const { id } of made) await lose(id);
    world.clock.now = new Date('2028-11-22T10:00:00Z');
    expect((await ok('GET', 'retention')).due).toBe(3);
    const page = await ok('GET', 'retention/due?limit=2');
    expect(page).toMatchObject({
      total: 3,
      items: [{ id: made[0]?.id, as: 'lost', dueOn: '2028-11-22' }, {}],
    });
    const rest = await ok('GET', `retention/due?limit=2&after=${page.next}`);
    expect(rest.items.map(({ id }: { id: string }) => id)).toEqual([made[2]?.id]);
    expect(rest.next).toBeNull();
    expect((await ok('GET', 'retention/due?lost=never')).total).toBe(0);
    expect((await ok('GET', 'retention/due?lost=25')).total).toBe(0);
    later(24);
    expect(await round()).toBe(3);
    expect((await ok('GET', 'retention')).lastRun).toEqual({ at: '2028-11-24T02:41:00.000Z', count: 3 });
    expect((await ok('GET', 'retention', undefined, other.owner)).lastRun).toMatchObject({ count: 0 });
  });

  test('are changed by administrators, with a trace; "for ever" keeps', async () => {
    const other = await world.newFirm();
    const change = { lost: null, expired: 6, version: 1 };
    expect(await status('PATCH', 'retention', other.ada, change)).toBe(403);
    expect(await status('GET', 'retention/due', other.ada)).toBe(403);
    expect(await ok('PATCH', 'retention', change, other.owner)).toMatchObject({
      ...{ lost: null, expired: 6, duplicate: 12, version: 2 },
    });
    expect(await status('PATCH', 'retention', other.owner, change)).toBe(409);
    const { items } = await ok('GET', 'audit-log?subjectType=retention', undefined, other.owner);
    expect(items[0]).toMatchObject({
      action: 'retention.changed',
      detail: { from: { lost: 24, expired: 12 }, to: { lost: null, expired: 6 } },
    });
    expect((await ok('GET', 'retention')).lost).toBe(24);
  });

  test.each([
    [{ lost: 0 }],
    [{ lost: 241 }],
    [{ lost: 1.5 }],
    [{ lost: '24' }],
    [{ expired: -1 }],
    [{ for: 1 }],
    [{}],
  ])('%j is refused and changes nothing', async (body) => {
    const { version } = await ok('GET', 'retention');
    expect(await status('PATCH', 'retention', world.owner, body)).toBe(422);
    expect((await ok('GET', 'retention')).version).toBe(version);
  });

  test.each(['lost=0', 'lost=x', 'after=abc', 'limit=0', 'expired=;drop'])(
    '?%s is refused',
    async (query) => {
      expect(await status('GET', `retention/due?${query}`, world.owner)).toBe(422);
    },
  );

  test('a hold needs a reason; of another firm’s lead nobody hears', async () => {
    const other = await world.newFirm();
    const made = await enquiry();
    expect(await status('PUT', `leads/${made.id}/hold`, world.owner, { reason: ' ' })).toBe(422);
    expect(await status('PUT', `leads/${made.id}/hold`, other.owner, { reason: 'x' })).toBe(404);
    expect(await status('DELETE', `leads/${made.id}/hold`, other.owner)).toBe(404);
    expect((await lead(made.id)).hold).toBeNull();
  });
});
