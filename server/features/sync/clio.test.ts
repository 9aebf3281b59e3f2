/** Two-way sync against Clio's simulator: stages both ways, contacts; completion details have no place there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clioDriver, startClioFirm } from '../../../simulators/clio/conformance-driver.ts';
import { type SyncWorld, startSyncWorld } from '../../testing/sync-world.ts';
import { connectTo } from '../call-logging/conformance-connect.ts';
import { createWriter } from '../call-logging/follow-writes.ts';
import { contactSync, matterSync } from './schema.ts';

type There = Awaited<ReturnType<typeof startClioFirm>>;
let world: SyncWorld;
let there: There;
let stages: { asked: number; exchanged: number; completed: number };
beforeAll(async () => {
  const driver = {
    ...clioDriver,
    start: async (...given: Parameters<typeof startClioFirm>) => {
      const firm = await startClioFirm(...given);
      there = firm;
      const area = firm.world.addPracticeArea('Conveyancing');
      const [asked, exchanged, completed] = ['Searches', 'Exchange', 'Completion'].map((name, index) =>
        firm.world.addStage(area, name, index + 1),
      );
      stages = { asked: asked ?? 0, exchanged: exchanged ?? 0, completed: completed ?? 0 };
      return firm;
    },
  };
  world = await startSyncWorld(driver, { connectTo, createWriter });
}, 60_000);
afterAll(async () => {
  expect(there.control.violations).toEqual([]);
  await world.close();
});

const call = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) =>
  world.phone.owner.call(method, `/api/v1/${path}`, body);
const listed = z.object({
  items: z.array(z.looseObject({ id: z.string(), name: z.string().optional(), code: z.string().optional() })),
});

async function typeId(): Promise<string> {
  const { items } = listed.parse((await call('GET', 'matter-types')).json());
  return items.find(({ name }) => name === 'Conveyancing')?.id ?? '';
}

async function stageNamed(name: string): Promise<string> {
  const [row] = await world.phone.query<{ id: string }>(
    `select s.id from stages s join matter_types t on t.firm_id = s.firm_id and t.stage_set_id = s.stage_set_id
      where s.firm_id = $1 and s.name = $2 and t.name = 'Conveyancing'`,
    [world.phone.firm.id, name],
  );
  return row?.id ?? '';
}

async function keyStage(code: string) {
  const { items } = listed.parse((await call('GET', 'key-stages?side=purchase')).json());
  return items.find((one) => one.code === code)?.id ?? '';
}

async function converted() {
  const matterTypeId = await typeId();
  for (const [code, name] of [
    ['searches_ordered', 'Searches'],
    ['exchanged', 'Exchange'],
    ['completed', 'Completion'],
  ] as const) {
    const mappings = [{ matterTypeId, stageId: await stageNamed(name) }];
    const mapped = await call('PATCH', `key-stages/${await keyStage(code)}`, { mappings });
    expect(mapped.statusCode, mapped.body).toBe(200);
  }
  const { leadId, contactIds } = await world.instructed();
  const matterId = await world.convert(leadId, { matterTypeId });
  await world.settle();
  // The webhook of a new matter.
  const matter = await world.externalId('matter', matterId);
  await world.hint('matter', matter);
  await world.settle();
  return { leadId, contactIds, matterId, matter: Number(matter) };
}
const stageThere = (matter: number) =>
  there.world.records('matters').find((row) => row.id === matter)?.matter_stage_id ?? null;
const reach = async (leadId: string, code: string) => {
  const answer = await call('POST', `leads/${leadId}/progress`, {
    stageId: await keyStage(code),
    do: 'reach',
  });
  expect(answer.statusCode, answer.body).toBe(200);
  await world.settle();
};
const stateOf = async (leadId: string, code: string) => {
  const { tracks } = z
    .object({
      tracks: z.array(z.object({ stages: z.array(z.looseObject({ code: z.string(), state: z.string() })) })),
    })
    .parse((await call('GET', `leads/${leadId}/progress`)).json());
  return tracks[0]?.stages.find((one) => one.code === code)?.state;
};

describe('stages, both ways', () => {
  test('a key stage that is reached here moves the matter there', async () => {
    const { leadId, matterId, matter } = await converted();
    await reach(leadId, 'exchanged');
    expect(stageThere(matter)).toBe(stages.exchanged);
    const shown = matterSync.parse((await call('GET', `matters/${matterId}/sync`)).json());
    expect(shown).toMatchObject({ stagesBothWays: true, sheet: null });
    const progress = (await call('GET', `leads/${leadId}/progress`)).json();
    expect(progress.matter).toMatchObject({ keptIn: 'Clio Manage', mayMove: true });
  });

  test('a stage that is reached there is reached here, and nothing echoes', async () => {
    const { leadId, matter } = await converted();
    there.world.edit('matters', matter, { matter_stage_id: stages.exchanged });
    await world.hint('matter', String(matter));
    await world.settle();
    expect(await stateOf(leadId, 'exchanged')).toBe('reached');
    expect(await stateOf(leadId, 'completed')).toBe('pending');
    const sent = await world.phone.query(
      `select 1 from destination_writes where firm_id = $1 and record_kind = 'matter_stage' and matter_id in (
        select matter_id from leads where id = $2)`,
      [world.phone.firm.id, leadId],
    );
    expect(sent).toEqual([]);
  });

  test('moved there meanwhile, it stays where they put it, and a person is asked', async () => {
    const { leadId, matterId, matter } = await converted();
    await reach(leadId, 'searches_ordered');
    const answer = await call('POST', `leads/${leadId}/progress`, {
      stageId: await keyStage('completed'),
      do: 'reach',
    });
    expect(answer.statusCode).toBe(200);
    there.world.edit('matters', matter, { matter_stage_id: stages.exchanged });
    await world.settle();
    expect(stageThere(matter)).toBe(stages.exchanged);
    const { conflicts } = z
      .looseObject({
        conflicts: z.array(z.looseObject({ matterStageName: z.string(), mayMoveMatter: z.boolean() })),
      })
      .parse((await call('GET', `leads/${leadId}/progress`)).json());
    expect(conflicts).toMatchObject([{ matterStageName: 'Exchange', mayMoveMatter: true }]);
    const matterView = (await call('GET', `matters/${matterId}`)).json();
    expect(matterView.stageName).toBe('Exchange');
  });
});

describe('details of a client that Clio keeps', () => {
  test('suggested, sent, and read back', async () => {
    const { contactIds } = await converted();
    const [contactId = ''] = contactIds;
    await call('PATCH', `contacts/${contactId}`, {
      emails: [{ email: 'jane.o@example.com', label: 'Home' }],
    });
    const sync = contactSync.parse((await call('GET', `contacts/${contactId}/sync`)).json());
    expect(sync.differences).toMatchObject([{ kind: 'suggestion', system: 'Clio Manage' }]);
    await call('POST', `sync/differences/${sync.differences[0]?.id}/answer`, { answer: 'ours' });
    await world.settle();
    const external = Number(await world.externalId('contact', contactId));
    const row = there.world.records('contacts').find(({ id }) => id === external);
    expect(JSON.stringify(row?.email_addresses)).toContain('jane.o@example.com');
    expect(contactSync.parse((await call('GET', `contacts/${contactId}/sync`)).json()).differences).toEqual(
      [],
    );
  });

  test('resync shows a new name', async () => {
    const { contactIds } = await converted();
    const [contactId = ''] = contactIds;
    there.renameContact(await world.externalId('contact', contactId), 'Okafor-Hale');
    const asked = (await call('POST', `contacts/${contactId}/resync`)).json();
    await world.settle();
    expect((await call('GET', `resyncs/${asked.id}`)).json()).toMatchObject({
      state: 'ready',
      changes: [{ label: 'Name', theirs: 'Jane Okafor-Hale' }],
    });
  });
});
