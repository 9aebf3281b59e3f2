import { z } from 'zod';
import { readVendorMilliseconds } from '../kit/times.ts';
import { type CatchUpPage, VendorError } from '../ports.ts';
import type { Api } from './api.ts';
import { listMessageBoxes } from './directory.ts';
import { recordName, syncPage } from './wire.ts';

const hour = 3_600_000;
const windowMilliseconds = 24 * hour;
/**
 * The log is asked by the start of a call, but a record appears only after its end and changes when the recording is
 * ready: the last six hours are read again each time. Repeats carry the same event id.
 */
const overlapMilliseconds = 6 * hour;
const syncRecords = 250;
export const messageTypes = 'messageType=SMS&messageType=Fax&messageType=VoiceMail';

/**
 * Where catch-up stands. A run reads the account's call log in windows of a day, then each message box, up to the
 * moment at which the run began.
 */
const cursorState = z.object({
  version: z.literal(1),
  /** Nothing from before this is ever handed on, ISO 8601. */
  floor: z.string(),
  phase: z.enum(['idle', 'calls', 'messages']),
  runEnd: z.string(),
  callsFrom: z.string(),
  messagesFrom: z.string(),
  /** Boxes still to be read in this run; null before they are known. */
  pending: z.array(z.string()).nullable(),
  /** Sync token of each box. */
  tokens: z.record(z.string(), z.string()),
});
type CursorState = z.infer<typeof cursorState>;
type Items = CatchUpPage['items'];

/**
 * The next page of calls, texts, faxes and voicemails. A page is one window of the call log or one message box, oldest
 * first. A cursor that cannot be read starts again from `since`.
 */
export async function catchUp(api: Api, cursor: string | null, since: Date, now: Date): Promise<CatchUpPage> {
  const state = beginRun(readCursor(cursor) ?? firstState(since), now);
  return state.phase === 'messages' ? readBox(api, state) : readCalls(api, state);
}

function firstState(since: Date): CursorState {
  const floor = since.toISOString();
  return {
    version: 1,
    floor,
    phase: 'idle',
    runEnd: floor,
    callsFrom: floor,
    messagesFrom: floor,
    pending: null,
    tokens: {},
  };
}

function readCursor(cursor: string | null): CursorState | null {
  if (cursor === null) return null;
  try {
    return cursorState.safeParse(JSON.parse(cursor)).data ?? null;
  } catch {
    return null;
  }
}

function beginRun(state: CursorState, now: Date): CursorState {
  return state.phase === 'idle'
    ? { ...state, phase: 'calls', runEnd: now.toISOString(), pending: null }
    : state;
}

function turn(items: Items, state: CursorState): CatchUpPage {
  return { items, cursor: JSON.stringify(state), more: state.phase !== 'idle' };
}

async function readCalls(api: Api, state: CursorState): Promise<CatchUpPage> {
  const end = earlier(addMilliseconds(state.callsFrom, windowMilliseconds), state.runEnd);
  const range = new URLSearchParams({ dateFrom: state.callsFrom, dateTo: end });
  const records = await api.list(`/account/~/call-log?view=Detailed&type=Voice&perPage=1000&${range}`);
  const done = end === state.runEnd;
  return turn(toItems('call_log_record', records), {
    ...state,
    callsFrom: end,
    phase: done ? 'messages' : 'calls',
  });
}

async function readBox(api: Api, state: CursorState): Promise<CatchUpPage> {
  const [box, ...pending] = state.pending ?? (await listMessageBoxes(api));
  if (box === undefined) return turn([], endRun(state));
  const found = await syncBox(api, box, state);
  const tokens = { ...state.tokens };
  // A box that may not be read (any more) is passed over; without a token it is tried again from the start.
  delete tokens[box];
  if (found !== null) tokens[box] = found.token;
  const next = { ...state, tokens, pending };
  return turn(
    toItems('message', sinceFloor(found?.records ?? [], state.floor)),
    pending.length === 0 ? endRun(next) : next,
  );
}

function endRun(state: CursorState): CursorState {
  const again = later(state.floor, addMilliseconds(state.runEnd, -overlapMilliseconds));
  return { ...state, phase: 'idle', callsFrom: again, messagesFrom: again, pending: null };
}

/** What changed in a box, with the token for next time; null when the box may not be read or is gone. */
async function syncBox(api: Api, box: string, state: CursorState) {
  const token = state.tokens[box];
  if (token !== undefined) {
    try {
      return await sync(api, box, `syncType=ISync&${new URLSearchParams({ syncToken: token })}`);
    } catch (error) {
      // MSG-333: the token is too old, a full sync is needed.
      const refused = error instanceof VendorError && error.problem.failure === 'rejected';
      if (!refused || !error.problem.detail.includes('MSG-333')) throw error;
    }
  }
  const range = new URLSearchParams({ dateFrom: state.messagesFrom });
  const full = await sync(api, box, `syncType=FSync&recordCount=${syncRecords}&${messageTypes}&${range}`);
  if (full === null || full.records.length < syncRecords) return full;
  // The sync gives only the newest; the rest is in the store.
  const path = `/account/~/extension/${box}/message-store?perPage=1000&${messageTypes}&${range}`;
  const stored = await api.list(path);
  return { ...full, records: [...stored, ...full.records] };
}

async function sync(api: Api, box: string, query: string) {
  const path = `/account/~/extension/${box}/message-sync?${query}`;
  const answer = await api.find(path, syncPage, { absentStatuses: [403, 404] });
  return answer === null ? null : { records: answer.records, token: answer.syncInfo.syncToken };
}

/** A sync also tells of old messages that somebody read or deleted today. */
function sinceFloor(records: unknown[], floor: string): unknown[] {
  const earliest = Date.parse(floor);
  return records.filter((record) => startOf(record) >= earliest);
}

/** Each thing once, oldest first. */
export function toItems(eventType: 'call_log_record' | 'message', records: unknown[]): Items {
  const named = records.map((body) => ({ eventId: nameOf(eventType, body), eventType, body }));
  const unique = new Map(named.map((item) => [item.eventId, item]));
  return [...unique.values()].sort((left, right) => startOf(left.body) - startOf(right.body));
}

/** The same record in the same state has the same id, so that a repeat changes nothing and a change is seen. */
function nameOf(eventType: string, record: unknown): string {
  const { data } = recordName.safeParse(record);
  if (data === undefined) return `${eventType}:${JSON.stringify(record).slice(0, 300)}`;
  const changed = readVendorMilliseconds(data.lastModifiedTime) ?? 'unchanged';
  return [
    eventType,
    data.id,
    changed,
    ...(data.messageStatus === undefined ? [] : [data.messageStatus]),
  ].join(':');
}

export function startOf(record: unknown): number {
  const { data } = recordName.safeParse(record);
  return readVendorMilliseconds(data?.startTime ?? data?.creationTime) ?? Number.MAX_SAFE_INTEGER;
}

function addMilliseconds(iso: string, milliseconds: number): string {
  return new Date(Date.parse(iso) + milliseconds).toISOString();
}

function earlier(left: string, right: string): string {
  return left < right ? left : right;
}

function later(left: string, right: string): string {
  return left > right ? left : right;
}
