/** The mirror: pages of modules and of what was deleted, and single records. */
import { z } from 'zod';
import type { PracticeApi } from '../kit/practice-api.ts';
import {
  type MirrorItem,
  type MirrorKind,
  type PracticeContext,
  type PullPage,
  VendorError,
} from '../ports.ts';
import { crm } from './api.ts';
import {
  type ContactModule,
  contactModules,
  splitContactId,
  toAccount,
  toContact,
  toDeletedContact,
  toDeletedMatter,
  toLead,
  toMatter,
  toMatterTypes,
  toStaff,
  toStages,
} from './map.ts';
import { getRecord, readDealLists } from './read.ts';
import * as wire from './wire.ts';

const pageSize = '200';
/** Pages by number reach 2,000 records; further ones come by token. */
const lastNumberedPage = 10;

/** Where a pull is: which list, and which of its pages. */
const cursorShape = z.object({
  step: z.int(),
  page: z.int(),
  token: z.string().optional(),
  /** The token's end, ISO 8601. */
  until: z.string().optional(),
});
type Cursor = z.infer<typeof cursorShape>;

/** One list of a pull: reads one of its pages. */
type Step = (cursor: Cursor) => Promise<{ items: MirrorItem[]; info: wire.PageInfo | null }>;

/** One page of a kind. After what stands there come, with `since`, the deleted. */
export async function pull(
  api: PracticeApi,
  context: PracticeContext,
  kind: MirrorKind,
  from: { cursor: string | null; since: string | null },
): Promise<PullPage> {
  const steps = stepsOf(api, kind, from.since);
  const at = readCursor(from.cursor, context.now());
  const step = steps[at.step];
  if (step === undefined) return { items: [], cursor: null };
  const { page, cursor } = await stepAt(step, at);
  const { items, info } = page;
  const next = nextCursor(cursor, info, steps.length);
  return { items, cursor: next === null ? null : JSON.stringify(next) };
}

/** A token that Zoho no longer takes (another user has connected since) means reading the list again, too. */
async function stepAt(step: Step, cursor: Cursor) {
  try {
    return { page: await step(cursor), cursor };
  } catch (error) {
    const refused = error instanceof VendorError && error.problem.failure === 'rejected';
    if (!refused || cursor.token === undefined) throw error;
    const start = { step: cursor.step, page: 1 };
    return { page: await step(start), cursor: start };
  }
}

function readCursor(text: string | null, now: Date): Cursor {
  if (text === null) return { step: 0, page: 1 };
  const cursor = cursorShape.parse(JSON.parse(text));
  // A token that has ended means reading this list again; what is there already is not harmed by it.
  const over = cursor.until !== undefined && Date.parse(cursor.until) <= now.getTime();
  return over ? { step: cursor.step, page: 1 } : cursor;
}

function nextCursor(at: Cursor, info: wire.PageInfo | null, steps: number): Cursor | null {
  const { step, page } = at;
  if (info?.more_records !== true) return step + 1 < steps ? { step: step + 1, page: 1 } : null;
  if (page < lastNumberedPage) return { step, page: page + 1 };
  const { next_page_token: token, page_token_expiry: until } = info;
  // Lists of users and of deleted records have no tokens.
  if (token === null) return { step, page: page + 1 };
  return { step, page: page + 1, token, ...(until === null ? {} : { until }) };
}

function stepsOf(api: PracticeApi, kind: MirrorKind, since: string | null): Step[] {
  const changed = since === null ? [] : [since];
  switch (kind) {
    case 'staff':
      return [usersStep(api)];
    case 'matter_type':
      return [async () => ({ items: toMatterTypes(await readDealLists(api)), info: null })];
    case 'stage':
      return [async () => ({ items: toStages(await readDealLists(api)), info: null })];
    case 'contact':
      return [
        listStep(api, 'Contacts', wire.contactFields, wire.contact, since, async (found) =>
          found.map(toContact),
        ),
        listStep(api, 'Leads', wire.leadFields, wire.lead, since, async (found) => found.map(toLead)),
        listStep(api, 'Accounts', wire.accountFields, wire.account, since, async (found) =>
          found.map(toAccount),
        ),
        ...changed.flatMap((from) =>
          contactModules.map((module) =>
            deletedStep(api, module, from, (gone) => toDeletedContact(module, gone)),
          ),
        ),
      ];
    case 'matter':
      return [
        listStep(api, 'Deals', wire.dealFields, wire.deal, since, async (found) => {
          if (found.length === 0) return [];
          const lists = await readDealLists(api);
          return found.map((deal) => toMatter(deal, lists));
        }),
        ...changed.map((from) => deletedStep(api, 'Deals', from, toDeletedMatter)),
      ];
    default:
      return [];
  }
}

function listStep<Shape extends z.ZodType>(
  api: PracticeApi,
  module: ContactModule | 'Deals',
  fields: string,
  shape: Shape,
  since: string | null,
  read: (found: z.output<Shape>[]) => Promise<MirrorItem[]>,
): Step {
  return async (cursor) => {
    const { items, info } = await api.call(
      {
        path: `${crm}/${module}`,
        query: {
          fields,
          per_page: pageSize,
          sort_by: 'id',
          sort_order: 'asc',
          // A converted lead is a change to those who know it, and of no interest to others.
          converted: module === 'Leads' ? (since === null ? 'false' : 'both') : undefined,
          ...(cursor.token === undefined ? { page: String(cursor.page) } : { page_token: cursor.token }),
        },
        ...sinceHeader(since),
      },
      wire.list(shape),
    );
    return { items: await read(items), info };
  };
}

function deletedStep(
  api: PracticeApi,
  module: ContactModule | 'Deals',
  since: string,
  read: (gone: z.output<typeof wire.deleted>) => MirrorItem,
): Step {
  return async ({ page }) => {
    const { items, info } = await api.call(
      {
        path: `${crm}/${module}/deleted`,
        query: { type: 'all', per_page: pageSize, page: String(page) },
        ...sinceHeader(since),
      },
      wire.list(wire.deleted),
    );
    return { items: items.map(read), info };
  };
}

function usersStep(api: PracticeApi): Step {
  return async ({ page }) => {
    const query = { type: 'AllUsers', per_page: pageSize, page: String(page) };
    const { items, info } = await api.call({ path: `${crm}/users`, query }, wire.users);
    return { items: items.map(toStaff), info };
  };
}

/** Whole seconds, as Zoho writes its times. */
function sinceHeader(since: string | null) {
  if (since === null) return {};
  return { headers: { 'if-modified-since': `${new Date(since).toISOString().slice(0, 19)}+00:00` } };
}

/** One record as it is now; null when it is not there (any more) or hidden from the connected user. */
export async function fetchOne(
  api: PracticeApi,
  kind: MirrorKind,
  externalId: string,
): Promise<MirrorItem | null> {
  switch (kind) {
    case 'staff': {
      const path = `${crm}/users/${encodeURIComponent(externalId)}`;
      const found = await api.find({ path, absentStatuses: [204, 400] }, wire.users);
      const user = found?.items[0];
      return user === undefined ? null : toStaff(user);
    }
    case 'contact':
      return fetchContact(api, externalId);
    case 'matter': {
      const deal = await getRecord(api, 'Deals', externalId, wire.dealFields, wire.deal);
      return deal === null ? null : toMatter(deal, await readDealLists(api));
    }
    case 'matter_type':
    case 'stage': {
      const lists = await readDealLists(api);
      const all: MirrorItem[] = kind === 'stage' ? toStages(lists) : toMatterTypes(lists);
      return all.find((item) => item.externalId === externalId) ?? null;
    }
    default:
      return null;
  }
}

async function fetchContact(api: PracticeApi, externalId: string): Promise<MirrorItem | null> {
  const where = splitContactId(externalId);
  if (where === null)
    throw new VendorError({ failure: 'rejected', detail: `“${externalId}” is not a contact of Zoho` });
  const { module, id } = where;
  if (module === 'Contacts') {
    const found = await getRecord(api, module, id, wire.contactFields, wire.contact);
    return found === null ? null : toContact(found);
  }
  if (module === 'Leads') {
    const found = await getRecord(api, module, id, wire.leadFields, wire.lead);
    return found === null ? null : toLead(found);
  }
  const found = await getRecord(api, module, id, wire.accountFields, wire.account);
  return found === null ? null : toAccount(found);
}
