/**
 * One request at a time writes to an upload. The newest wins: whoever held it stops, in this process at once, in another
 * within a heartbeat; a process that died loses it when its time is over.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database, Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';

export interface Holding {
  token: string;
  /** Somebody newer wants it. */
  signal: AbortSignal;
  release(): Promise<void>;
}

export interface Holders {
  /** @throws overtaken when a newer request came while this one waited */
  hold(firmId: string, id: string): Promise<Holding>;
}

const heartbeatMs = 1_000;
const leaseSeconds = 3;
const askAgainMs = 100;
const giveUpAfter = 120;

/** Who holds an upload means nothing after the database itself went down: nobody waits for the disk because of it. */
async function lightly(tx: Tx): Promise<void> {
  await sql`set local synchronous_commit = off`.execute(tx);
}

interface Local {
  abort: AbortController;
  ended: Promise<void>;
}

export function createHolders({ database }: { database: Pick<Database, 'firm'> }): Holders {
  const here = new Map<string, Local>();

  return {
    async hold(firmId, id) {
      const abort = new AbortController();
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      const mine = { abort, ended };
      const earlier = here.get(id);
      here.set(id, mine);
      const leave = () => {
        if (here.get(id) === mine) here.delete(id);
        end();
      };
      try {
        earlier?.abort.abort();
        await earlier?.ended;
        const token = newId();
        await claim(firmId, id, token, abort.signal);
        const beat = setInterval(() => void stay(firmId, id, token, abort), heartbeatMs);
        beat.unref();
        return {
          token,
          signal: abort.signal,
          async release() {
            clearInterval(beat);
            await letGo(firmId, id, token).finally(leave);
          },
        };
      } catch (error) {
        leave();
        throw error;
      }
    },
  };

  async function claim(firmId: string, id: string, token: string, signal: AbortSignal): Promise<void> {
    for (let round = 0; round < giveUpAfter; round += 1) {
      if (signal.aborted) throw problem('overtaken');
      const state = await ask(firmId, id, token, round === 0);
      if (state === 'held') return;
      if (state === 'overtaken') throw problem('overtaken');
      await wait(askAgainMs);
    }
    throw problem('unavailable', 'Another request still writes to this upload; try again in a moment.');
  }

  /** The first question puts this request before all that wait already. */
  async function ask(
    firmId: string,
    id: string,
    token: string,
    first: boolean,
  ): Promise<'held' | 'waits' | 'overtaken'> {
    return await database.firm(firmId).write(async (tx) => {
      await lightly(tx);
      const { rows } = await sql<{ wanted: string | null }>`
        select wanted_by as wanted from uploads where firm_id = ${firmId} and id = ${id} for update`.execute(
        tx,
      );
      const [row] = rows;
      if (!row) throw problem('not_found');
      if (!first && row.wanted !== null && row.wanted !== token) return 'overtaken';
      const claimed = await sql`
        update uploads set holder = ${token}, wanted_by = null, holder_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
        where firm_id = ${firmId} and id = ${id} and (holder is null or holder_until < clock_timestamp())`.execute(
        tx,
      );
      if (claimed.numAffectedRows === 1n) return 'held';
      await sql`update uploads set wanted_by = ${token} where firm_id = ${firmId} and id = ${id}`.execute(tx);
      return 'waits';
    });
  }

  async function stay(firmId: string, id: string, token: string, abort: AbortController): Promise<void> {
    // A database that is away for a moment is no newer request; the next part will tell.
    const { rows } = await database
      .firm(firmId)
      .write((tx) =>
        sql<{ wanted: boolean }>`
          update uploads set holder_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
          where firm_id = ${firmId} and id = ${id} and holder = ${token} returning wanted_by is not null as wanted`.execute(
          tx,
        ),
      )
      .catch(() => ({ rows: [{ wanted: false }] }));
    if (rows[0]?.wanted !== false) abort.abort();
  }

  async function letGo(firmId: string, id: string, token: string): Promise<void> {
    await database.firm(firmId).write(async (tx) => {
      await lightly(tx);
      await sql`update uploads set holder = null, holder_until = null
        where firm_id = ${firmId} and id = ${id} and holder = ${token}`.execute(tx);
    });
  }
}
