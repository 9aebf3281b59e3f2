/** The worker's part: sends what is due, looks at what came in, fetches files, and asks for what no webhook told. */
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { VendorError } from '../../vendors/ports.ts';
import { storeReceived } from './inbound-store.ts';
import { moveMedia } from './media.ts';
import { type FirmWork, sendDue } from './send.ts';
import { clientOf, findSettings, pollEveryMs, type SettingsRow, type TextsDeps } from './settings-store.ts';
import { takeIn } from './take-in.ts';
import './tables.ts';

const atOnce = 50;
/** The provider's list is asked again for what came shortly before: its clock is not ours, and it writes things down late. */
const overlapMs = 10 * 60_000;
const mostPages = 100;
/** Asked for at once, after the program or the provider was away. */
const sliceMs = 24 * 3_600_000;

/** Works for every firm that has something to do; true when there may be more. */
export async function textsRound(deps: TextsDeps): Promise<boolean> {
  const { database, clock, logger } = deps.platform;
  const now = clock.now();
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string }>`
      select s.firm_id from text_settings s
      where s.firm_id in (
        select firm_id from text_inbound where state = 'new' and due_at <= ${now}
        union select q.firm_id from text_settings q where q.status = 'active' and (q.rest_until is null or q.rest_until <= ${now})
          and (q.poll_due_at <= ${now}
            or exists (select 1 from text_messages t where t.firm_id = q.firm_id and t.state = 'queued' and t.due_at <= ${now}
              and (t.claimed_until is null or t.claimed_until < ${now}))
            or exists (select 1 from text_media f where f.firm_id = q.firm_id and f.state in ('waiting', 'kept') and f.due_at <= ${now}
              and ${deps.media !== null})))
      limit ${atOnce}`.execute(tx),
  );
  let more = rows.length === atOnce;
  await eachAtOnce(rows, 4, async ({ firm_id: firmId }) => {
    try {
      if (await workForFirm(deps, firmId)) more = true;
    } catch (error) {
      logger.error({ err: error, firmId }, 'texts could not be worked off and will be tried again');
    }
  });
  return more;
}

async function workForFirm(deps: TextsDeps, firmId: string): Promise<boolean> {
  const { database, clock } = deps.platform;
  await takeInWaiting(deps, firmId);
  const settings = await database.firm(firmId).read((tx) => findSettings(tx, firmId));
  if (!settings || settings.status === 'paused') return false;
  if (settings.rest_until !== null && settings.rest_until > clock.now()) return false;
  const work: FirmWork = { deps, settings, client: clientOf(deps, settings) };
  try {
    const sent = await sendDue(work);
    const moved = await moveMedia(work);
    if (settings.poll_due_at <= clock.now()) await poll(work);
    await noteHealth(work, null);
    return sent || moved;
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    await noteHealth(work, error);
    return false;
  }
}

/** What a webhook stored and nobody could look at yet. Needs nobody but us. */
async function takeInWaiting(deps: TextsDeps, firmId: string): Promise<void> {
  const { database, clock, logger } = deps.platform;
  const scope = database.firm(firmId);
  const { rows } = await scope.read((tx) =>
    sql<{ id: string; attempts: number }>`
      select id, attempts from text_inbound where firm_id = ${firmId} and state = 'new' and due_at <= ${clock.now()}
      order by received_at, id limit 100`.execute(tx),
  );
  for (const { id, attempts } of rows) {
    try {
      await scope.write((tx) => takeIn(tx, deps, firmId, id));
    } catch (error) {
      logger.error({ err: error, firmId }, 'a text could not be looked at and will be tried again');
      const dueAt = new Date(clock.now().getTime() + Math.min(2 ** attempts, 60) * 60_000);
      await scope.write((tx) =>
        tx
          .updateTable('text_inbound')
          .set({ attempts: attempts + 1, due_at: dueAt })
          .where('firm_id', '=', firmId)
          .where('id', '=', id)
          .where('state', '=', 'new')
          .execute(),
      );
    }
  }
}

/** Webhooks that failed are lost at Twilio: its list tells what came in meanwhile. */
async function poll({ deps, settings, client }: FirmWork): Promise<void> {
  const { database, clock } = deps.platform;
  const firmId = settings.firm_id;
  const scope = database.firm(firmId);
  const now = clock.now();
  const until = new Date(Math.min(now.getTime(), settings.polled_to.getTime() + sliceMs));
  const since = new Date(settings.polled_to.getTime() - overlapMs);
  let page: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const listed = await client.listReceived({ since, until }, page);
    for (const text of listed.texts) {
      const id = await scope.write((tx) => storeReceived(tx, settings, text, clock.now()));
      if (id !== null) await scope.write((tx) => takeIn(tx, deps, firmId, id));
    }
    page = listed.next;
    if (page === null) break;
  }
  await scope.write((tx) =>
    tx
      .updateTable('text_settings')
      // Not all of it was read: the next look begins where this one did.
      .set({
        ...(page === null ? { polled_to: until } : {}),
        poll_due_at: new Date(until.getTime() + pollEveryMs),
      })
      .where('firm_id', '=', firmId)
      .execute(),
  );
}

const failureWords = {
  unauthorised: 'It refuses the account’s keys',
  rate_limited: 'It asks us to wait',
  not_found: 'It knows no such address',
  rejected: 'It refuses',
  unavailable: 'It cannot be reached',
} as const;

async function noteHealth({ deps, settings }: FirmWork, error: VendorError | null): Promise<void> {
  if (error === null && settings.trouble === '' && settings.failures === 0) return;
  const { database, clock } = deps.platform;
  await database.firm(settings.firm_id).write(async (tx) => {
    await tx
      .updateTable('text_settings')
      .set(
        error === null
          ? { trouble: '', failures: 0, rest_until: null }
          : restOf(settings, error, clock.now()),
      )
      .where('firm_id', '=', settings.firm_id)
      .execute();
    await appendEvents(tx, settings.firm_id, [
      { type: 'text_settings.changed', subjectId: settings.firm_id },
    ]);
  });
}

function restOf({ failures }: SettingsRow, { problem }: VendorError, now: Date) {
  // 10 s, 20 s, 40 s … an hour.
  const seconds = Math.min(10 * 2 ** failures, 3600);
  const later = new Date(now.getTime() + seconds * 1000);
  return {
    failures: failures + 1,
    rest_until: problem.failure === 'rate_limited' && problem.retryAt > now ? problem.retryAt : later,
    trouble: `${failureWords[problem.failure]} (${problem.detail}).`.slice(0, 500),
  };
}
