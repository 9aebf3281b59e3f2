/** Key stages through the API and the worker's rounds, on a real PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestStaff } from '../../testing/app.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { createLeadsFeature, noteAccepted, noteConverted } from '../leads/index.ts';
import {
  createKeyStagesFeature,
  findProgressForClient,
  findProgressForReferrer,
  followRound,
  reachByTrigger,
} from './index.ts';

let world: PhoneWorld;
const now = '2026-03-02T10:00:00.000Z';
beforeAll(async () => {
  world = await startPhoneWorld({
    features: [(platform) => createLeadsFeature(platform), (platform) => createKeyStagesFeature(platform)],
  });
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => {
  world.clock.now = new Date(now);
});

type Answer = Awaited<ReturnType<TestStaff['call']>>;
const ok = (answer: Answer) => {
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.statusCode === 204 ? null : answer.json();
};
const post = async (path: string, body?: unknown, as = world.ada) =>
  ok(await as.call('POST', `/api/v1/${path}`, body));
const get = async (path: string, as = world.ada) => ok(await as.call('GET', `/api/v1/${path}`));
const patch = async (path: string, body: unknown, as = world.owner) =>
  ok(await as.call('PATCH', `/api/v1/${path}`, body));
const inFirm: ReturnType<typeof world.app.platform.database.firm>['write'] = (work) =>
  world.app.platform.database.firm(world.firm.id).write(work);
const program = () => ({ firmId: world.firm.id, staffId: null, now: world.clock.now });
const follow = () => followRound(world.app.platform);
const outbox = async (recipient: string) =>
  (await get('outbox?limit=200', world.owner)).items.filter(
    (one: { recipient: string }) => one.recipient === recipient,
  );

interface Stage {
  id: string;
  code: string;
  version: number;
  [field: string]: unknown;
}
const stages = async (side = 'purchase'): Promise<Stage[]> => (await get(`key-stages?side=${side}`)).items;
const stageOf = async (code: string, side = 'purchase'): Promise<Stage> => {
  const stage = (await stages(side)).find((one) => one.code === code);
  if (!stage) throw new Error(`no stage ${code}`);
  return stage;
};

let people = 0;
const lead = async (more: Record<string, unknown> = {}) => {
  people += 1;
  const email = `case${people}@example.com`;
  const made = await post('leads', {
    transaction: 'purchase',
    clients: [
      {
        firstName: 'Jane',
        lastName: `Okafor${people}`,
        emails: [email],
        phones: [`07700 9${String(10_000 + people)}`],
      },
    ],
    properties: { purchase: { line1: '12 Mill Lane' } },
    ...more,
  });
  return { id: String(made.id), email, contactId: String(made.clients[0].contactId) };
};
const progress = async (leadId: string) => get(`leads/${leadId}/progress`);
const find = (shown: { tracks: { side: string; stages: Stage[] }[] }, code: string, side = 'purchase') =>
  shown.tracks.find((track) => track.side === side)?.stages.find((stage) => stage.code === code);
const act = async (leadId: string, code: string, what: Record<string, unknown>) =>
  post(`leads/${leadId}/progress`, { stageId: (await stageOf(code)).id, ...what });
const tryAct = async (leadId: string, code: string, what: Record<string, unknown>) =>
  world.ada.call('POST', `/api/v1/leads/${leadId}/progress`, { stageId: (await stageOf(code)).id, ...what });

/** A quote as it was sent, with these answers. */
const quoteWith = async (leadId: string, side: string, answers: Record<string, unknown>) => {
  const [quote] = await world.query<{ id: string }>(
    `insert into quotes (firm_id, id, lead_id, number, created_at, updated_at)
     values ($1, gen_random_uuid(), $2, 1, now(), now()) returning id`,
    [world.firm.id, leadId],
  );
  await world.query(
    `insert into quote_versions (firm_id, id, quote_id, number, inputs, created_at, updated_at)
     values ($1, gen_random_uuid(), $2, 1, $3, now(), now())`,
    [
      world.firm.id,
      quote?.id,
      JSON.stringify({ transaction: side, clients: 1, answers: { [side]: answers } }),
    ],
  );
};
const typeNamed = async (name: string) => {
  const { items } = await get('matter-types');
  return items.find((one: { name: string }) => one.name === name);
};
const matterStages = async (type = 'Purchase'): Promise<{ id: string; name: string }[]> =>
  (await get(`stages?stageSetId=${(await typeNamed(type)).stageSetId}`)).items;
const stageIdNamed = async (name: string) =>
  (await matterStages()).find((one) => one.name === name)?.id ?? '';
/** A lead that became a matter of the firm's own type. */
const converted = async () => {
  const made = await lead();
  await inFirm((tx) =>
    noteAccepted(tx, program(), made.id, { quoteId: made.id, quoteNumber: 1, versionNumber: 1 }),
  );
  const matter = await post('matters', {
    title: 'Okafor – Purchase',
    matterTypeId: (await typeNamed('Purchase')).id,
  });
  await inFirm((tx) => noteConverted(tx, program(), made.id, matter.id));
  await follow();
  return { ...made, matterId: String(matter.id) };
};
const matterStage = async (matterId: string) => (await get(`matters/${matterId}`)).stageName;
const moveMatterTo = async (matterId: string, name: string) =>
  patch(`matters/${matterId}`, { stageId: await stageIdNamed(name) }, world.ada);

describe('a firm’s stages', () => {
  test('begin with the usual ones of each side, mapped to its own matter types', async () => {
    const count = async (side: string) => (await stages(side)).length;
    expect([await count('sale'), await count('purchase')]).toEqual([16, 18]);
    expect([await count('remortgage'), await count('transfer_of_equity')]).toEqual([10, 7]);
    expect(await stageOf('exchanged')).toMatchObject({
      label: 'Contracts exchanged',
      mappings: [{ matterTypeName: 'Purchase', stageName: 'Exchanged' }],
      used: false,
    });
    expect(await stageOf('quote_accepted')).toMatchObject({ autoTrigger: 'quote_accepted' });
  });

  test('come to a firm that is older than they are, mapped to nothing', async () => {
    const other = await world.newFirm();
    await world.query('delete from key_stages where firm_id = $1', [other.firm.id]);
    const { items } = await get('key-stages?side=purchase', other.ada);
    expect(items).toHaveLength(18);
    expect(items.flatMap((one: { mappings: unknown[] }) => one.mappings)).toEqual([]);
  });

  test('are added, changed, ordered, archived and removed by administrators only', async () => {
    const made = await post('key-stages', { side: 'sale', label: 'Keys handed to agent' }, world.owner);
    expect(made).toMatchObject({ code: 'keys_handed_to_agent', visibleTo: ['client', 'referrer'] });
    expect((await stages('sale')).at(-1)?.id).toBe(made.id);
    const rest = (await stages('sale')).map(({ id }) => id).filter((id) => id !== made.id);
    const ordered = ok(
      await world.owner.call('PUT', '/api/v1/key-stages/order', { side: 'sale', ids: [made.id, ...rest] }),
    );
    expect(ordered.items[0].id).toBe(made.id);
    const changed = await patch(`key-stages/${made.id}`, {
      clientWords: 'The agent has your keys',
      version: made.version,
    });
    expect(changed).toMatchObject({ clientWords: 'The agent has your keys', version: made.version + 1 });
    const stale = await world.owner.call('PATCH', `/api/v1/key-stages/${made.id}`, {
      label: 'x',
      version: 1,
    });
    expect(stale.statusCode).toBe(409);
    for (const [method, body] of [
      ['PATCH', { label: 'x' }],
      ['DELETE', undefined],
    ] as const)
      expect((await world.ada.call(method, `/api/v1/key-stages/${made.id}`, body)).statusCode).toBe(403);
    await patch(`key-stages/${made.id}`, { archived: true });
    expect((await stages('sale')).map(({ id }) => id)).not.toContain(made.id);
    ok(await world.owner.call('DELETE', `/api/v1/key-stages/${made.id}`));
    expect((await world.owner.call('GET', `/api/v1/key-stages/${made.id}`)).statusCode).toBe(404);
  });

  test('that a case has used are archived, not removed, and the case keeps what it says', async () => {
    const made = await post('key-stages', { side: 'purchase', label: 'Survey done' }, world.owner);
    const { id } = await lead();
    await act(id, 'survey_done', { do: 'reach' });
    const refused = await world.owner.call('DELETE', `/api/v1/key-stages/${made.id}`);
    expect(refused.statusCode).toBe(409);
    await patch(`key-stages/${made.id}`, { archived: true });
    expect(find(await progress(id), 'survey_done')).toMatchObject({ state: 'reached', archived: true });
    expect(find(await progress((await lead()).id), 'survey_done')).toBeUndefined();
  });

  test('send no bank details and no unknown words, and are mapped to stages of that type only', async () => {
    const { id } = await stageOf('completed');
    const with_ = (body: string) => ({ templates: { client: { email: { subject: 'News', body } } } });
    const refusal = async (body: unknown) => {
      const answer = await world.owner.call('PATCH', `/api/v1/key-stages/${id}`, body);
      expect(answer.statusCode).toBe(422);
      return answer.body;
    };
    expect(await refusal(with_('Please pay to 12-34-56, account number 12345678'))).toContain('bank details');
    expect(await refusal(with_('Hello {name}'))).toContain('Nothing stands for {name}');
    expect(await refusal({ clientWords: 'Sort code 12-34-56' })).toContain('bank details');
    const sale = await typeNamed('Sale');
    const mappings = [{ matterTypeId: sale.id, stageId: await stageIdNamed('Searches') }];
    expect(await refusal({ mappings })).toContain('Choose a stage of that matter type');
  });
});

describe('the progress of a case', () => {
  test('stands for each side; sale and purchase has two tracks', async () => {
    const { id } = await lead({ transaction: 'sale_and_purchase' });
    const shown = await progress(id);
    expect(shown.tracks.map((track: { side: string }) => track.side)).toEqual(['sale', 'purchase']);
    expect(shown.tracks[1]).toMatchObject({ property: '12 Mill Lane', reached: 0, of: 18 });
    expect((await progress((await lead({ transaction: 'generic_enquiry' })).id)).tracks).toEqual([]);
  });

  test('leaves out what the answers rule out, once somebody answered', async () => {
    const { id } = await lead();
    expect(find(await progress(id), 'mortgage_offer')).toMatchObject({ state: 'pending', ifApplies: true });
    await quoteWith(id, 'purchase', { price: 300_000 });
    expect(find(await progress(id), 'mortgage_offer')).toMatchObject({
      state: 'not_applicable',
      ifApplies: false,
    });
    const other = await lead();
    await quoteWith(other.id, 'purchase', { price: 300_000, mortgage: true, lender: 'Any Bank' });
    expect(find(await progress(other.id), 'mortgage_offer')).toMatchObject({
      state: 'pending',
      ifApplies: false,
    });
  });

  test('a late entry keeps the day it happened and the day it was entered', async () => {
    const { id } = await lead();
    const shown = await act(id, 'searches_ordered', { do: 'reach', on: '2026-02-20', note: 'By phone' });
    expect(find(shown, 'searches_ordered')).toMatchObject({
      state: 'reached',
      eventOn: '2026-02-20',
      enteredAt: now,
      enteredLate: true,
      by: 'person',
      staffName: 'Ada Solicitor',
      note: 'By phone',
    });
    expect(shown.tracks[0]).toMatchObject({ reached: 1, of: 18 });
    const future = await tryAct(id, 'searches_back', { do: 'reach', on: '2026-03-03' });
    expect(future.statusCode).toBe(422);
    expect(future.json().errors[0].field).toBe('on');
  });

  test('the next stage is expected by its typical days', async () => {
    const { id } = await lead();
    const shown = await act(id, 'searches_ordered', { do: 'reach', on: '2026-02-20' });
    expect(find(shown, 'contract_pack_received')).toMatchObject({ expectedOn: '2026-03-02' });
    expect(shown.tracks[0].nextStageId).toBe(find(shown, 'contract_pack_received')?.stageId);
  });

  test('skipped is not done, and needs a reason unless the stage is optional', async () => {
    const { id } = await lead();
    expect((await tryAct(id, 'memorandum_of_sale', { do: 'skip' })).statusCode).toBe(422);
    const shown = await act(id, 'memorandum_of_sale', { do: 'skip', note: 'Private sale' });
    expect(find(shown, 'memorandum_of_sale')).toMatchObject({ state: 'skipped', eventOn: null });
    expect(shown.tracks[0]).toMatchObject({ reached: 0, of: 17 });
    expect(find(await act(id, 'memorandum_of_sale', { do: 'reach' }), 'memorandum_of_sale')?.state).toBe(
      'reached',
    );
    expect((await tryAct(id, 'memorandum_of_sale', { do: 'skip', note: 'x' })).statusCode).toBe(409);
  });

  test('is written into the lead’s history and the audit log', async () => {
    const { id } = await lead();
    await act(id, 'exchanged', { do: 'reach' });
    await act(id, 'exchanged', { do: 'undo' });
    const { items } = await get(`leads/${id}/events`);
    expect(items.slice(0, 2)).toMatchObject([
      { kind: 'stage_undone', staffName: 'Ada Solicitor', detail: { stage: 'Contracts exchanged' } },
      { kind: 'stage_reached', detail: { stage: 'Contracts exchanged', on: '2026-03-02' } },
    ]);
    const rows = await world.query(
      `select detail->>'did' as did from audit_log where subject_id = $1 and action = 'lead.stage_changed' order by id`,
      [id],
    );
    expect(rows).toEqual([{ did: 'reached' }, { did: 'undone' }]);
  });

  test('is nothing to another firm', async () => {
    const { id } = await lead();
    const other = await world.newFirm();
    expect((await other.ada.call('GET', `/api/v1/leads/${id}/progress`)).statusCode).toBe(404);
    const body = { stageId: (await stageOf('exchanged')).id, do: 'reach' };
    expect((await other.ada.call('POST', `/api/v1/leads/${id}/progress`, body)).statusCode).toBe(404);
  });
});

describe('telling people', () => {
  test('the client gets the words once: undone and reached again, there is no second message', async () => {
    const { id, email } = await lead();
    await act(id, 'exchanged', { do: 'reach' });
    const [mail] = await outbox(email);
    expect(mail).toMatchObject({
      subject: 'Contracts are exchanged: the purchase is binding',
      state: 'kept',
    });
    expect(mail.body).toMatch(/^Hello Jane,\n\nnews of 12 Mill Lane: contracts are exchanged/);
    await act(id, 'exchanged', { do: 'undo' });
    const again = await act(id, 'exchanged', { do: 'reach', on: '2026-03-01' });
    expect(await outbox(email)).toHaveLength(1);
    expect(find(again, 'exchanged')?.messages).toMatchObject([
      { audience: 'client', channel: 'email', state: 'kept' },
    ]);
  });

  test('two who reach a stage at the same moment send one message', async () => {
    const { id, email } = await lead();
    await Promise.all([tryAct(id, 'exchanged', { do: 'reach' }), tryAct(id, 'exchanged', { do: 'reach' })]);
    expect(await outbox(email)).toHaveLength(1);
  });

  test('nobody is told when the person says so, or when the stage is not for them', async () => {
    const { id, email } = await lead();
    await act(id, 'exchanged', { do: 'reach', tell: false });
    const stage = await stageOf('completed');
    await patch(`key-stages/${stage.id}`, { visibleTo: ['referrer'] });
    await act(id, 'completed', { do: 'reach' });
    await patch(`key-stages/${stage.id}`, { visibleTo: ['client', 'referrer'] });
    expect(await outbox(email)).toEqual([]);
  });

  test('texts are kept, and say that they did not go out', async () => {
    const stage = await stageOf('deposit_in');
    await patch(`key-stages/${stage.id}`, { templates: { client: { sms: '{client}: {stage}. {firm}' } } });
    const { id } = await lead();
    const shown = await act(id, 'deposit_in', { do: 'reach' });
    expect(find(shown, 'deposit_in')?.messages).toMatchObject([{ channel: 'sms', state: 'kept' }]);
  });

  test('the referrer is told in their own words', async () => {
    const agency = await world.addContact('Harbour Estates', '+44 20 7946 0555', {
      emails: [{ email: 'desk@example.com' }],
    });
    const [referrer] = await world.query<{ id: string }>(
      `insert into referrers (firm_id, id, name, contact_id, created_at, updated_at)
       values ($1, gen_random_uuid(), 'Harbour Estates', $2, now(), now()) returning id`,
      [world.firm.id, agency],
    );
    const stage = await stageOf('contract_pack_received');
    await patch(`key-stages/${stage.id}`, {
      templates: { referrer: { email: { subject: '{client}: {stage}', body: 'For {property}. {firm}' } } },
    });
    const { id } = await lead({ referrerId: referrer?.id });
    await act(id, 'contract_pack_received', { do: 'reach' });
    const [mail] = await outbox('desk@example.com');
    expect(mail.subject).toBe(`Jane Okafor${people}: Contract pack received`);
    expect(mail.body).toContain('For 12 Mill Lane.');
  });

  test('client and referrer read their own words of what they may see, and nothing else', async () => {
    const { id } = await lead();
    await act(id, 'registered', { do: 'reach', note: 'secret', tell: false });
    const [client] = await inFirm((tx) => findProgressForClient(tx, world.firm.id, id));
    expect(client?.steps.at(-1)).toEqual({
      id: (await stageOf('registered')).id,
      words: 'You are registered as the owner',
      state: 'done',
      on: '2026-03-02',
      expectedOn: null,
    });
    expect(client?.steps.filter(({ state }) => state === 'next')).toHaveLength(1);
    expect(JSON.stringify(client)).not.toContain('secret');
    const [referrer] = await inFirm((tx) => findProgressForReferrer(tx, world.firm.id, id));
    expect(referrer?.steps.map(({ words }) => words)).toContain('Client has instructed us');
    expect(referrer?.steps.map(({ words }) => words)).not.toContain('Registered');
  });
});

describe('what the product knows reaches stages by itself', () => {
  test('the quote accepted', async () => {
    const { id } = await lead();
    await inFirm((tx) => noteAccepted(tx, program(), id, { quoteId: id, quoteNumber: 1, versionNumber: 1 }));
    await follow();
    expect(find(await progress(id), 'quote_accepted')).toMatchObject({
      state: 'reached',
      by: 'quote_accepted',
      eventOn: '2026-03-02',
      staffName: null,
    });
    expect(await world.count('key_stage_news')).toBe(0);
  });

  test('a caller tells in its own transaction; told again, nothing happens', async () => {
    const { id } = await lead();
    const tell = () =>
      inFirm((tx) => reachByTrigger(tx, world.app.platform, program(), id, 'quote_accepted'));
    expect([await tell(), await tell()]).toEqual([1, 0]);
  });
});

describe('the case and its matter', () => {
  test('a matter that is made takes over how far the case is', async () => {
    const made = await lead();
    await act(made.id, 'searches_ordered', { do: 'reach' });
    const matter = await post('matters', { title: 'x', matterTypeId: (await typeNamed('Purchase')).id });
    await inFirm((tx) =>
      noteAccepted(tx, program(), made.id, { quoteId: made.id, quoteNumber: 1, versionNumber: 1 }),
    );
    await inFirm((tx) => noteConverted(tx, program(), made.id, matter.id));
    await follow();
    expect(await matterStage(matter.id)).toBe('Searches');
    expect((await get(`matters/${matter.id}/progress`)).progress).toMatchObject({
      leadId: made.id,
      matter: { stageName: 'Searches', keptIn: null },
    });
    const alone = await post('matters', { title: 'Nobody asked' });
    expect((await get(`matters/${alone.id}/progress`)).progress).toBeNull();
  });

  test('reaching a stage moves the matter, and that is no news', async () => {
    const { id, matterId } = await converted();
    await act(id, 'exchanged', { do: 'reach' });
    expect(await matterStage(matterId)).toBe('Exchanged');
    expect(await world.count('key_stage_news')).toBe(0);
    await act(id, 'searches_ordered', { do: 'reach', on: '2026-02-01' });
    expect(await matterStage(matterId)).toBe('Exchanged');
  });

  test('undoing puts the matter back, unless somebody moved it since', async () => {
    const { id, matterId } = await converted();
    await act(id, 'exchanged', { do: 'reach' });
    await act(id, 'exchanged', { do: 'undo' });
    expect(await matterStage(matterId)).toBe('Instructed');
    await act(id, 'exchanged', { do: 'reach' });
    await moveMatterTo(matterId, 'Completed');
    await act(id, 'exchanged', { do: 'undo' });
    expect(await matterStage(matterId)).toBe('Completed');
  });

  test('moving the matter reaches the stage, tells the client once, and does not loop', async () => {
    const { id, matterId, email } = await converted();
    await moveMatterTo(matterId, 'Exchanged');
    await follow();
    expect(find(await progress(id), 'exchanged')).toMatchObject({
      state: 'reached',
      by: 'matter_stage',
      staffName: 'Ada Solicitor',
    });
    expect(await matterStage(matterId)).toBe('Exchanged');
    expect(await outbox(email)).toHaveLength(1);
    expect(await world.count('key_stage_news')).toBe(0);
  });

  test('moving it several times before anybody looks reaches each', async () => {
    const { id, matterId } = await converted();
    await moveMatterTo(matterId, 'Searches');
    await moveMatterTo(matterId, 'Exchanged');
    await follow();
    const shown = await progress(id);
    expect([find(shown, 'searches_ordered')?.state, find(shown, 'exchanged')?.state]).toEqual([
      'reached',
      'reached',
    ]);
  });

  const wentBack = async () => {
    const made = await converted();
    await act(made.id, 'searches_ordered', { do: 'reach' });
    await act(made.id, 'exchanged', { do: 'reach' });
    await moveMatterTo(made.matterId, 'Searches');
    await follow();
    const [conflict] = (await progress(made.id)).conflicts;
    return { ...made, conflict };
  };
  const answer = async (made: Awaited<ReturnType<typeof wentBack>>, what: string) =>
    post(`leads/${made.id}/progress/conflicts/${made.conflict.id}`, { answer: what });

  test('moving it back is a question, not a silent move', async () => {
    const made = await wentBack();
    expect(made.conflict).toMatchObject({
      side: 'purchase',
      stageLabel: 'Contracts exchanged',
      matterStageName: 'Searches',
      movedBy: 'Ada Solicitor',
      mayMoveMatter: true,
    });
    expect(find(await progress(made.id), 'exchanged')?.state).toBe('reached');
  });

  test('answered by undoing what lies beyond', async () => {
    const made = await wentBack();
    const shown = await answer(made, 'undo');
    expect(find(shown, 'exchanged')?.state).toBe('pending');
    expect(find(shown, 'searches_ordered')?.state).toBe('reached');
    expect(shown.conflicts).toEqual([]);
    expect(await matterStage(made.matterId)).toBe('Searches');
  });

  test('answered by moving the matter forward again', async () => {
    const made = await wentBack();
    expect((await answer(made, 'move_matter')).conflicts).toEqual([]);
    expect(await matterStage(made.matterId)).toBe('Exchanged');
    await follow();
    expect((await progress(made.id)).conflicts).toEqual([]);
  });

  test('answered by leaving both', async () => {
    const made = await wentBack();
    const shown = await answer(made, 'leave');
    expect(shown.conflicts).toEqual([]);
    expect(find(shown, 'exchanged')?.state).toBe('reached');
    expect(await matterStage(made.matterId)).toBe('Searches');
  });

  test('over by itself when the matter goes on', async () => {
    const made = await wentBack();
    await moveMatterTo(made.matterId, 'Completed');
    await follow();
    expect((await progress(made.id)).conflicts).toEqual([]);
    const late = await world.ada.call(
      'POST',
      `/api/v1/leads/${made.id}/progress/conflicts/${made.conflict.id}`,
      { answer: 'undo' },
    );
    expect(late.statusCode).toBe(404);
  });
});
