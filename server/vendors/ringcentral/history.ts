import { z } from 'zod';
import { type HistoryPage, VendorError } from '../ports.ts';
import type { Api } from './api.ts';
import { messageTypes, startOf, toItems } from './catch-up.ts';
import { listMessageBoxes } from './directory.ts';
import { page } from './wire.ts';

const perPage = 250;
/** Message boxes are many and mostly empty: so many requests for them make one page. */
const boxesAtOnce = 3;

/** Where a period stands: in the call log, or at these message boxes; `address` goes on within the first of them. */
const place = z.object({ boxes: z.array(z.string()).nullable(), address: z.string().optional() });
type Place = z.infer<typeof place>;

/** Calls of a period, then each box's texts, faxes and voicemails. */
export async function history(
  api: Api,
  period: { since: Date; until: Date },
  token: string | null,
): Promise<HistoryPage> {
  const at = readPlace(token);
  return at.boxes === null ? readCalls(api, period, at) : readBoxes(api, period, at.boxes, at.address);
}

function readPlace(token: string | null): Place {
  if (token === null) return { boxes: null };
  try {
    return place.parse(JSON.parse(token));
  } catch {
    throw new VendorError({ failure: 'rejected', detail: 'The kept place in the call log cannot be read.' });
  }
}

async function readCalls(
  api: Api,
  period: { since: Date; until: Date },
  { address }: Place,
): Promise<HistoryPage> {
  const path = `/account/~/call-log?view=Detailed&type=Voice&perPage=${perPage}&${range(period)}`;
  const found = await api.read(address ?? path, page);
  const next = found.navigation?.nextPage?.uri;
  const boxes = next === undefined ? await listMessageBoxes(api) : null;
  return {
    items: toItems('call_log_record', within(period, found.records)),
    next: toToken({ boxes, address: next }),
  };
}

async function readBoxes(
  api: Api,
  period: { since: Date; until: Date },
  boxes: readonly string[],
  address: string | undefined,
): Promise<HistoryPage> {
  const records: unknown[] = [];
  let left = boxes;
  let next = address;
  for (let count = 0; count < boxesAtOnce && left.length > 0 && records.length < perPage; count += 1) {
    const [box = '', ...others] = left;
    const path = `/account/~/extension/${box}/message-store?perPage=${perPage}&${messageTypes}&${range(period)}`;
    // A box that may not be read (any more) is passed over.
    const found = await api.find(next ?? path, page, { absentStatuses: [403, 404] });
    records.push(...(found?.records ?? []));
    next = found?.navigation?.nextPage?.uri;
    if (next === undefined) left = others;
  }
  return {
    items: toItems('message', within(period, records)),
    next: left.length === 0 ? null : toToken({ boxes: [...left], address: next }),
  };
}

function toToken({ boxes, address }: { boxes: string[] | null; address: string | undefined }): string | null {
  if (boxes?.length === 0) return null;
  return JSON.stringify({ boxes, ...(address === undefined ? {} : { address }) });
}

function range({ since, until }: { since: Date; until: Date }): URLSearchParams {
  return new URLSearchParams({ dateFrom: since.toISOString(), dateTo: until.toISOString() });
}

/** The vendor counts both bounds in. */
function within({ since, until }: { since: Date; until: Date }, records: readonly unknown[]): unknown[] {
  return records.filter((record) => {
    const start = startOf(record);
    return start === Number.MAX_SAFE_INTEGER || (start >= since.getTime() && start < until.getTime());
  });
}
