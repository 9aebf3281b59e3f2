import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { type Clock, systemClock } from '../clock.ts';
import { preparingPool } from './prepared.ts';
import type { Tables } from './tables.ts';

export type Tx = Transaction<Tables>;

/** Who acts inside a firm. `staffId: null` is the program itself, for whom no matter wall stands. */
export interface Scope {
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  write<T>(work: (tx: Tx, after: AfterCommit) => Promise<T>): Promise<T>;
}

/** A person outside the firm, in its portal. */
export interface PortalViewer {
  firmId: string;
  portalUserId: string;
  /** Proved in this session, so that conversations which ask for it can be read. */
  secondFactor: boolean;
}

/** Registers an effect that happens only once the transaction has committed. */
export type AfterCommit = (effect: () => void | Promise<void>) => void;

export interface Database {
  /** The only way to a firm's rows: sets the tenant (and the staff member, for matter walls) for row-level security. */
  firm(firmId: string, staffId?: string | null): Scope;
  /**
   * What one person outside the firm may read of it, and nothing else. Who writes on that person's behalf goes on with
   * `actAsProgram` after it was decided with that person's eyes.
   */
  portal(viewer: PortalViewer): Scope;
  /** Work that crosses firms: sign-in, finding a firm by a key, intake, finding work. The role can do nothing else. */
  system<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For libraries that bring their own SQL (sign-in, queue). */
  pool: pg.Pool;
  /**
   * For locks that outlive a transaction (`platform/lock.ts`): who holds one always gets another connection for its work,
   * or all of them could wait for each other.
   */
  locks: pg.Pool;
  /** Connections of their own that hold the system role, for the intake's group commit. The caller ends them. */
  systemPool(size: number): pg.Pool;
  close(): Promise<void>;
}

/**
 * Goes on as the program itself, for whom no matter wall stands, after it was made sure that the person may do this:
 * what is decided must not depend on what the one who asked can see.
 */
export async function actAsProgram(tx: Tx): Promise<void> {
  await sql`select set_config('role', 'matterline_app', true), set_config('app.staff_id', '', true)`.execute(
    tx,
  );
}

/** Back to what one person may see, after the program did what it had to. */
export async function actAgainAs(tx: Tx, staffId: string): Promise<void> {
  await sql`select set_config('app.staff_id', ${staffId}, true)`.execute(tx);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

// bigint (20) holds money and counts here, all far below 2^53; date (1082) stays text, a day has no time zone.
pg.types.setTypeParser(20, Number);
pg.types.setTypeParser(1082, (text) => text);

export function createDatabase(connection: pg.PoolConfig, clock: Clock = systemClock): Database {
  const pool = new pg.Pool({ max: 20, ...connection });
  // A dropped idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  // One that is dropped in the midst of a transaction fails that transaction, and nothing else.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const locks = new pg.Pool({ ...connection, max: 48, connectionTimeoutMillis: 30_000 });
  locks.on('error', () => undefined);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparingPool(pool) }) });

  async function inTransaction<T>(
    setup: string,
    readOnly: boolean,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    const transaction = db.transaction();
    return await (readOnly ? transaction.setAccessMode('read only') : transaction).execute(async (tx) => {
      await sql.raw(setup).execute(tx);
      return await work(tx);
    });
  }

  // PostgreSQL's own clock is the program's, but in tests.
  const time = () =>
    clock === systemClock ? '' : `, set_config('app.now', '${clock.now().toISOString()}', true)`;

  /** `setup` is one round trip; the ids in it were checked, so they can stand in the text. */
  function scopeWith(setup: () => string): Scope {
    return {
      read: (work) => inTransaction(setup() + time(), true, work),
      write: async (work) => {
        const effects: (() => void | Promise<void>)[] = [];
        const result = await inTransaction(setup() + time(), false, (tx) =>
          work(tx, (effect) => effects.push(effect)),
        );
        for (const effect of effects) await effect();
        return result;
      },
    };
  }

  function firm(firmId: string, staffId: string | null = null): Scope {
    if (!uuid.test(firmId) || (staffId !== null && !uuid.test(staffId)))
      throw new Error('firm and staff ids are UUIDs');
    return scopeWith(
      () =>
        `select set_config('role', 'matterline_app', true), set_config('app.firm_id', '${firmId}', true), set_config('app.staff_id', '${staffId ?? ''}', true)`,
    );
  }

  function portal({ firmId, portalUserId, secondFactor }: PortalViewer): Scope {
    if (!uuid.test(firmId) || !uuid.test(portalUserId)) throw new Error('firm and person ids are UUIDs');
    return scopeWith(
      () =>
        `select set_config('role', 'matterline_portal', true), set_config('app.firm_id', '${firmId}', true), set_config('app.portal_user_id', '${portalUserId}', true), set_config('app.second_factor', '${secondFactor ? 'on' : 'off'}', true)`,
    );
  }

  return {
    firm,
    portal,
    system: (work) => inTransaction(`select set_config('role', 'matterline_system', true)`, false, work),
    pool,
    locks,
    systemPool(size) {
      const own = new pg.Pool({
        ...connection,
        max: size,
        onConnect: async (client) => void (await client.query('set role matterline_system')),
      });
      own.on('error', () => undefined);
      return own;
    },
    async close() {
      await locks.end();
      await db.destroy();
    },
  };
}
