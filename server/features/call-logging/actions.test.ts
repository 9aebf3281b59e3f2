/** What a person does to a log entry, and what stays hidden behind a matter's wall. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientNumber, genericCall, genericFax, genericText } from '../../testing/phone-events.ts';
import { type InteractionView, type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';

let first: PhoneWorld;
let world: PhoneWorld;
let contact: string;
beforeAll(async () => {
  first = await startPhoneWorld();
});
beforeEach(async () => {
  first.clock.now = new Date('2026-03-02T10:10:00.000Z');
  world = await first.newFirm();
  contact = await world.addContact('Jane Okafor', clientNumber);
});
afterAll(() => first.close());

const twoMatters = async () =>
  [await world.addMatter('Purchase', [contact]), await world.addMatter('Will', [contact])] as const;
const entryOf = (view: InteractionView) => {
  const [entry] = view.logEntries;
  if (!entry) throw new Error('no entry');
  return entry;
};
const alive = async () => ({
  fees: await world.count('fees', 'removed_at is null'),
  openTasks: await world.count('tasks', `removed_at is null and status = 'open'`),
  tasks: await world.count('tasks', 'removed_at is null'),
  memos: await world.count('memos', 'removed_at is null'),
  entries: await world.count('log_entries'),
});

describe('refile', () => {
  test('review → matter: the task is completed and a fee written; undo brings the task back; and again', async () => {
    const [purchase, will] = await twoMatters();
    const one = await world.log(genericCall());
    expect(await alive()).toMatchObject({ fees: 0, openTasks: 1 });
    const answer = await world.act(one.id, 'refile', { matterId: purchase });
    expect(answer.json().logEntries).toMatchObject([
      {
        state: 'logged',
        recordKind: 'fee',
        matterId: purchase,
        review: null,
        byPerson: true,
        workedMinutes: 4,
      },
    ]);
    expect(await alive()).toEqual({ fees: 1, openTasks: 0, tasks: 1, memos: 0, entries: 1 });
    const moved = await world.act(one.id, 'refile', { matterId: will });
    expect(moved.json().logEntries).toMatchObject([{ matterId: will }]);
    expect(await alive()).toMatchObject({ fees: 1, openTasks: 0 });
    expect((await world.act(one.id, 'undo')).json().logEntries).toMatchObject([
      { matterId: purchase, recordKind: 'fee' },
    ]);
    expect((await world.act(one.id, 'undo')).json().logEntries).toMatchObject([
      { matterId: null, recordKind: 'task', review: 'several_matters' },
    ]);
    expect(await alive()).toEqual({ fees: 0, openTasks: 1, tasks: 1, memos: 0, entries: 1 });
    expect((await world.act(one.id, 'undo')).json().logEntries).toMatchObject([
      { state: 'undone', recordId: null },
    ]);
    expect((await world.act(one.id, 'undo')).statusCode).toBe(409);
    expect((await world.act(one.id, 'redo')).json().logEntries).toMatchObject([
      { state: 'logged', recordKind: 'task' },
    ]);
    expect(await alive()).toMatchObject({ fees: 0, openTasks: 1, entries: 1 });
  });

  test('a text becomes a memo, and a skipped fax a document', async () => {
    const [purchase] = await twoMatters();
    const text = await world.log(genericText());
    expect((await world.act(text.id, 'refile', { matterId: purchase })).json().logEntries).toMatchObject([
      { recordKind: 'memo' },
    ]);
    const fax = await world.log(genericFax());
    expect(entryOf(fax)).toMatchObject({ state: 'skipped', review: 'fax_needs_matter' });
    expect((await world.act(fax.id, 'refile', { matterId: purchase })).json().logEntries).toMatchObject([
      { state: 'logged', recordKind: 'document' },
    ]);
  });

  test('to a contact only: its one matter counts', async () => {
    const other = await world.addContact('Otto Other', '+442079460155');
    const matter = await world.addMatter('Of Otto', [other]);
    const one = await world.log(genericCall());
    expect((await world.act(one.id, 'refile', { contactId: other })).json().logEntries).toMatchObject([
      { matterId: matter, contactId: other, recordKind: 'fee' },
    ]);
  });

  test('the revision seen must be the present one', async () => {
    const [purchase, will] = await twoMatters();
    const one = await world.log(genericCall());
    const { revision } = entryOf(one);
    expect((await world.act(one.id, 'refile', { matterId: purchase, revision })).statusCode).toBe(200);
    const stale = await world.act(one.id, 'refile', { matterId: will, revision });
    expect(stale.statusCode).toBe(409);
    expect(stale.json().code).toBe('conflict');
    expect(await alive()).toMatchObject({ fees: 1 });
  });

  test('two people at once: one wins, the other hears of it', async () => {
    const [purchase, will] = await twoMatters();
    const one = await world.log(genericCall());
    const { revision } = entryOf(one);
    const answers = await Promise.all([
      world.act(one.id, 'refile', { matterId: purchase, revision }, world.ada),
      world.act(one.id, 'refile', { matterId: will, revision }, world.ben),
    ]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    expect(await alive()).toMatchObject({ fees: 1, entries: 1 });
  });

  test('“always” goes on for the contact, and can be ended', async () => {
    const [purchase] = await twoMatters();
    const one = await world.log(genericCall());
    await world.act(one.id, 'refile', { matterId: purchase, always: true });
    expect(entryOf(await world.log(genericCall()))).toMatchObject({
      recordKind: 'fee',
      matterId: purchase,
      reason: 'pair_rule',
    });
    expect((await world.ada.call('GET', '/api/v1/pair-rules')).json().items).toMatchObject([
      { contactId: contact, matterId: purchase },
    ]);
    expect((await world.ada.call('DELETE', `/api/v1/pair-rules/${contact}`)).statusCode).toBe(204);
    expect(entryOf(await world.log(genericCall()))).toMatchObject({ recordKind: 'task' });
  });

  test('“always” without a contact is refused and nothing is moved', async () => {
    const [purchase] = await twoMatters();
    const one = await world.log(genericCall({ far: { withheld: true } }));
    expect((await world.act(one.id, 'refile', { matterId: purchase, always: true })).statusCode).toBe(422);
    expect(await alive()).toMatchObject({ fees: 0, openTasks: 1 });
  });

  test('without a choice, with an unknown matter, of an unknown interaction', async () => {
    const one = await world.log(genericCall());
    expect((await world.act(one.id, 'refile', {})).statusCode).toBe(422);
    expect((await world.act(one.id, 'refile', { matterId: randomUUID() })).statusCode).toBe(404);
    expect((await world.act(one.id, 'refile', { contactId: randomUUID() })).statusCode).toBe(404);
    const matter = await world.addMatter('Purchase', [contact]);
    for (const action of ['refile', 'redo', 'undo', 'skip', 'approve'])
      expect(
        (await world.act(randomUUID(), action, action === 'refile' ? { matterId: matter } : undefined))
          .statusCode,
        action,
      ).toBe(404);
    const foreign = await first.addMatter('Of another firm', []);
    expect((await world.act(one.id, 'refile', { matterId: foreign })).statusCode).toBe(404);
    expect((await world.act(one.id, 'redo', undefined, first.owner)).statusCode).toBe(404);
  });

  test('the same Idempotency-Key does it once', async () => {
    const [purchase] = await twoMatters();
    const one = await world.log(genericCall());
    const headers = { 'idempotency-key': 'k-1' };
    const send = () =>
      world.owner.call('POST', `/api/v1/interactions/${one.id}/refile`, { matterId: purchase }, { headers });
    const [a, b] = [await send(), await send()];
    expect([a.statusCode, b.statusCode]).toEqual([200, 200]);
    expect(b.json()).toEqual(a.json());
    expect(b.headers['idempotency-replayed']).toBe('true');
    expect(await world.count('fees')).toBe(1);
  });
});

describe('what cannot be moved', () => {
  test('billed: nothing, and it says so', async () => {
    const matter = await world.addMatter('Purchase', [contact]);
    const other = await world.addMatter('Other', []);
    const one = await world.log(genericCall());
    await world.query('update fees set billed_at = now() where firm_id = $1', [world.firm.id]);
    for (const [action, body] of [['refile', { matterId: other }], ['redo'], ['undo'], ['skip']] as const) {
      const answer = await world.act(one.id, action, body);
      expect(answer.statusCode, action).toBe(409);
      expect(answer.json().code).toBe('wrong_state');
    }
    expect(
      await world.query('select matter_id, removed_at from fees where firm_id = $1', [world.firm.id]),
    ).toEqual([{ matter_id: matter, removed_at: null }]);
    expect(entryOf(await world.interaction(one.id))).toMatchObject({
      state: 'logged',
      matterId: matter,
      billed: true,
    });
  });

  test('one of two fees billed: the other stays as well', async () => {
    await world.addMatter('Purchase', [contact]);
    const at = (minute: number) => `2026-03-02T10:0${minute}:00Z`;
    const segments = [
      { staff: { extension: '101' }, startedAt: at(0), answeredAt: at(0), endedAt: at(2), talkSeconds: 120 },
      { staff: { extension: '102' }, startedAt: at(2), answeredAt: at(2), endedAt: at(4), talkSeconds: 120 },
    ];
    const one = await world.log(genericCall({ more: { segments } }));
    for (const order of ['asc', 'desc']) {
      await world.query('update fees set billed_at = null where firm_id = $1', [world.firm.id]);
      await world.query(
        `update fees set billed_at = now() where id = (select id from fees where firm_id = $1 order by id ${order} limit 1)`,
        [world.firm.id],
      );
      expect((await world.act(one.id, 'undo')).statusCode).toBe(409);
      expect(await world.count('fees', 'removed_at is null')).toBe(2);
    }
  });

  test('not over yet', async () => {
    const one = await world.log(genericCall({ status: 'ringing', more: { endedAt: undefined } }));
    expect(one.ended).toBe(false);
    for (const action of ['redo', 'undo', 'skip', 'approve']) {
      const answer = await world.act(one.id, action);
      expect([answer.statusCode, answer.json().code]).toEqual([409, 'wrong_state']);
    }
  });
});

describe('skip, approve, redo, bulk', () => {
  test('skip takes the record out; redo decides anew; approve clears the review', async () => {
    await twoMatters();
    const one = await world.log(genericCall());
    expect((await world.ada.call('GET', '/api/v1/review')).json()).toEqual({
      total: 1,
      byReason: { several_matters: 1 },
    });
    expect((await world.act(one.id, 'approve')).json().logEntries).toMatchObject([
      { state: 'logged', review: null, recordKind: 'task' },
    ]);
    expect((await world.act(one.id, 'approve')).statusCode).toBe(409);
    expect((await world.ada.call('GET', '/api/v1/review')).json().total).toBe(0);
    expect((await world.act(one.id, 'skip')).json().logEntries).toMatchObject([
      { state: 'skipped', reason: 'staff_chose_to_skip' },
    ]);
    expect((await world.act(one.id, 'skip')).statusCode).toBe(409);
    expect(await alive()).toMatchObject({ openTasks: 0, fees: 0 });
    expect((await world.act(one.id, 'redo')).json().logEntries).toMatchObject([
      { state: 'logged', recordKind: 'task' },
    ]);
    expect(await alive()).toMatchObject({ openTasks: 1 });
  });

  test('redo takes today’s facts', async () => {
    const one = await world.log(genericCall());
    expect(entryOf(one).recordKind).toBe('task');
    const matter = await world.addMatter('Since then', [contact]);
    expect((await world.act(one.id, 'redo')).json().logEntries).toMatchObject([
      { recordKind: 'fee', matterId: matter },
    ]);
  });

  test('bulk: each by itself, with what failed named', async () => {
    const [purchase] = await twoMatters();
    const a = await world.log(genericCall());
    const b = await world.log(genericCall());
    const unknown = randomUUID();
    const body = { interactionIds: [a.id, unknown, b.id], action: 'refile', matterId: purchase };
    const answer = await world.owner.call('POST', '/api/v1/interactions/bulk', body);
    expect(answer.json()).toMatchObject({
      done: [a.id, b.id],
      failed: [{ interactionId: unknown, code: 'not_found' }],
    });
    expect(await alive()).toMatchObject({ fees: 2, openTasks: 0 });
    expect(
      (await world.owner.call('POST', '/api/v1/interactions/bulk', { ...body, interactionIds: [] }))
        .statusCode,
    ).toBe(422);
    const undone = await world.owner.call('POST', '/api/v1/interactions/bulk', {
      interactionIds: [a.id, b.id],
      action: 'undo',
    });
    expect(undone.json().done).toHaveLength(2);
    expect(await alive()).toMatchObject({ fees: 0, openTasks: 2 });
  });

  test('a row does not grow for ever, and the last steps can still be undone', async () => {
    const matters = await twoMatters();
    const one = await world.log(genericCall());
    for (let round = 0; round < 30; round += 1)
      await world.act(one.id, 'refile', { matterId: matters[round % 2] });
    const [row] = await world.query<{ size: number }>(
      'select length(previous::text) as size from log_entries where firm_id = $1',
      [world.firm.id],
    );
    expect(row?.size).toBeLessThan(60_000);
    expect((await world.act(one.id, 'undo')).json().logEntries).toMatchObject([{ matterId: matters[0] }]);
  });

  test('what was logged stands in the history of its matter, and what a person moved there', async () => {
    const [purchase, lease] = await twoMatters();
    const one = await world.log(genericCall());
    await world.act(one.id, 'refile', { matterId: purchase }, world.ada);
    const historyOf = async (matterId: string | undefined) =>
      (await world.owner.call('GET', `/api/v1/matters/${matterId}/history`)).json().items;
    expect(await historyOf(purchase)).toMatchObject([
      { action: 'log_entry.refiled', staffName: 'Ada Solicitor' },
      { action: 'fee.logged', staffName: null, detail: { subject: expect.stringMatching(/^Call/) } },
      { action: 'matter.created' },
    ]);
    expect(await historyOf(lease)).toMatchObject([{ action: 'matter.created' }]);
  });

  test('every action is in the history and in the audit log', async () => {
    const [purchase] = await twoMatters();
    const one = await world.log(genericCall());
    await world.act(one.id, 'refile', { matterId: purchase }, world.ada);
    const { history } = (await world.owner.call('GET', `/api/v1/interactions/${one.id}`)).json();
    expect(history).toMatchObject([
      { action: 'log_entry.refiled', staffName: 'Ada Solicitor', detail: { to: { matterId: purchase } } },
    ]);
  });
});

describe('a walled matter does not exist for those outside', () => {
  async function walled() {
    const open = await world.addMatter('Open matter', [contact]);
    const secret = await world.addMatter('Secret divorce', [contact], {
      restricted: true,
      accessStaffIds: [world.owner.id, world.ada.id],
    });
    return { open, secret };
  }
  const paths = (id: string) =>
    ['', '/redo', '/undo', '/skip', '/approve', '/refile'].map((end) => `/api/v1/interactions/${id}${end}`);

  test('its interaction, entry, file, history, count and live event', async () => {
    const { open, secret } = await walled();
    const one = await world.log(genericCall({ more: { recordingUrl: 'https://files.example.com/a.mp3' } }));
    const since =
      (
        await world.query<{ seq: number }>('select max(seq) as seq from events where firm_id = $1', [
          world.firm.id,
        ])
      )[0]?.seq ?? 0;
    await world.act(one.id, 'refile', { matterId: secret });
    for (const path of paths(one.id)) {
      const method = path.endsWith(one.id) ? 'GET' : 'POST';
      const body = path.endsWith('refile') ? { matterId: open } : undefined;
      const hidden = await world.ben.call(method, path, body);
      const nothing = await world.ben.call(method, path.replace(one.id, randomUUID()), body);
      expect(hidden.statusCode, path).toBe(404);
      expect({ ...hidden.json(), instance: '' }).toEqual({ ...nothing.json(), instance: '' });
    }
    const artefact = one.artefacts?.[0]?.id ?? '';
    expect(
      (await world.ben.call('GET', `/api/v1/interactions/${one.id}/artefacts/${artefact}`)).statusCode,
    ).toBe(404);
    expect(
      (await world.ben.call('POST', `/api/v1/interactions/${one.id}/artefacts/${artefact}/retry`)).statusCode,
    ).toBe(404);
    expect(await world.interactions('', world.ben)).toEqual([]);
    expect(await world.interactions('?q=Okafor', world.ben)).toEqual([]);
    expect((await world.ben.call('GET', '/api/v1/log-entries')).json().items).toEqual([]);
    expect(await world.interactions('', world.ada)).toHaveLength(1);
    const bulk = await world.ben.call('POST', '/api/v1/interactions/bulk', {
      interactionIds: [one.id],
      action: 'undo',
    });
    expect(bulk.json()).toMatchObject({ done: [], failed: [{ code: 'not_found' }] });
    const events = await world.query('select type, matter_id from events where firm_id = $1 and seq > $2', [
      world.firm.id,
      since,
    ]);
    expect(events).toEqual([{ type: 'interaction.changed', matter_id: secret }]);
  });

  test('it is neither candidate nor counted, named or hinted at', async () => {
    const { open, secret } = await walled();
    const one = await world.log(genericCall());
    expect(entryOf(one)).toMatchObject({ review: 'several_matters' });
    const seen = await world.ben.call('GET', `/api/v1/interactions/${one.id}`);
    expect(seen.json().candidates.map(({ matterId }: { matterId: string }) => matterId)).toEqual([open]);
    for (const path of [`/api/v1/interactions/${one.id}`, '/api/v1/interactions', '/api/v1/log-entries']) {
      const { body } = await world.ben.call('GET', path);
      expect(body, path).not.toContain(secret);
      expect(body, path).not.toContain('Secret');
      expect(body, path).not.toMatch(/\b2 (open )?matters/);
    }
    expect((await world.ada.call('GET', `/api/v1/interactions/${one.id}`)).json().candidates).toHaveLength(2);
    expect((await world.act(one.id, 'refile', { matterId: secret }, world.ben)).statusCode).toBe(404);
    expect((await world.act(one.id, 'refile', { matterId: open }, world.ben)).statusCode).toBe(200);
  });

  test('moved out of it, the history does not tell where it was', async () => {
    const { open, secret } = await walled();
    const one = await world.log(genericCall());
    await world.act(one.id, 'refile', { matterId: secret, always: false });
    await world.act(one.id, 'refile', { matterId: open });
    const seen = await world.ben.call('GET', `/api/v1/interactions/${one.id}`);
    expect(seen.statusCode).toBe(200);
    expect(seen.body).not.toContain(secret);
    expect((await world.owner.call('GET', `/api/v1/interactions/${one.id}`)).body).toContain(secret);
  });

  test('its pair rule is neither listed nor removable', async () => {
    const { secret } = await walled();
    const one = await world.log(genericCall());
    await world.act(one.id, 'refile', { matterId: secret, always: true });
    expect((await world.ben.call('GET', '/api/v1/pair-rules')).json().items).toEqual([]);
    expect((await world.ben.call('DELETE', `/api/v1/pair-rules/${contact}`)).statusCode).toBe(404);
    expect(await world.count('pair_rules')).toBe(1);
  });

  test('what waits there is not in the number to review', async () => {
    const { secret } = await walled();
    const one = await world.log(genericCall());
    await world.act(one.id, 'refile', { matterId: secret });
    await world.query(`update log_entries set review = 'unknown_outcome' where firm_id = $1`, [
      world.firm.id,
    ]);
    expect((await world.ben.call('GET', '/api/v1/review')).json().total).toBe(0);
    expect((await world.ada.call('GET', '/api/v1/review')).json().total).toBe(1);
  });
});
