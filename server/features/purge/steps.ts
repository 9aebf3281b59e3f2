/** The steps of purging one matter, one after the other in one transaction: after a crash between any two nothing has happened. */
import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { destroyMatterKeys } from '../../platform/sealing/index.ts';
import { forgetMatterWorkspaces } from '../onboarding/index.ts';
import { clearAuditWhere, dropFiles, emptyEnquiry } from '../retention/index.ts';
import { deletedTables, purgeList } from './list.ts';
import type { Proof } from './proof.ts';
import { bytesOf, countsOf, idsOf, type Reach, rowsOf } from './rows.ts';

export interface Purging extends Reach {
  tx: Tx;
  platform: Pick<Platform, 'jobs' | 'secrets'>;
  /** The program. */
  actor: Actor;
  /** Filled in by the first step, for the certificate. */
  went: Pick<Proof, 'counts' | 'conversations' | 'files' | 'bytes' | 'ids' | 'idsSha256'>;
  /** Uploads whose parts lie beside the store. */
  uploads: string[];
}

export interface PurgeStep {
  name: string;
  run(of: Purging): Promise<void>;
}

/** What goes is counted while it is there. */
const count: PurgeStep = {
  name: 'count',
  async run(of) {
    const { tx, went } = of;
    const { rows: counts } = await countsOf(
      purgeList.filter(({ does, table }) => does !== 'kept' && table !== 'audit_log'),
      of,
    ).execute(tx);
    went.counts = Object.fromEntries(
      counts.filter((one) => one.count > 0).map((one) => [one.table, one.count]),
    );
    const { rows: files } = await bytesOf(of).execute(tx);
    went.files = files.map(({ sha256 }) => sha256.toString('hex')).toSorted();
    went.bytes = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
    const { rows: ids } = await sql<{ count: number; sha256: string }>`
      select count(*)::int as count, encode(sha256(convert_to(coalesce(string_agg(id::text, E'\\n' order by id), ''), 'UTF8')), 'hex') as sha256
      from (${idsOf(of)}) gone`.execute(tx);
    went.ids = ids[0]?.count ?? 0;
    went.idsSha256 = ids[0]?.sha256 ?? '';
    const idsIn = async (table: string) => {
      const { rows } = await sql<{ id: string }>`
        select id from ${sql.table(table)} where ${rowsOf(table, of)} order by id`.execute(tx);
      return rows.map(({ id }) => id);
    };
    went.conversations = await idsIn('conversations');
    of.uploads = await idsIn('uploads');
  },
};

/** Who did what stays; what purges themselves said is needed by the certificate. */
const audit: PurgeStep = {
  name: 'audit',
  async run(of) {
    const condition = sql<boolean>`action not like 'purge.%'
      and (matter_id = ${of.matterId}::uuid or subject_id in (${idsOf(of)}))`;
    await clearAuditWhere(of.tx, of.actor, 'matter', condition);
  },
};

const links: PurgeStep = {
  name: 'links',
  run: (of) => dropRows(of, 'external_links'),
};

/** Enquiries become figures; they must let go of the matter before, since nothing of them changes afterwards. */
const enquiries: PurgeStep = {
  name: 'enquiries',
  async run({ tx, platform, actor, firmId, matterId }) {
    const { rows } = await sql<{ id: string }>`
      update leads set matter_id = null where firm_id = ${firmId} and matter_id = ${matterId} returning id`.execute(
      tx,
    );
    for (const { id } of rows) await emptyEnquiry(tx, platform, actor, id, { as: 'purge' });
  },
};

const storedEvents: PurgeStep = {
  name: 'stored_events',
  async run(of) {
    await sql`update raw_events set body_sha256 = sha256(raw_body), raw_body = '' where ${rowsOf('raw_events', of)}`.execute(
      of.tx,
    );
  },
};

const workspaces: PurgeStep = {
  name: 'workspaces',
  async run(of) {
    await dropRows(of, 'onboarding_events');
    await forgetMatterWorkspaces(of.tx, of.firmId, of.matterId, of.actor.now);
  },
};

/** A call that is logged on another matter as well moves there; a conversation that went on elsewhere stands by itself. */
const letGo: PurgeStep = {
  name: 'let_go',
  async run(of) {
    const { tx, firmId, matterId } = of;
    await sql`
      update interactions i set matter_id = (select e.matter_id from log_entries e
        where e.firm_id = ${firmId} and e.interaction_id = i.id and e.matter_id <> ${matterId} order by e.id limit 1)
      where firm_id = ${firmId} and matter_id = ${matterId}
        and id not in (select id from interactions where ${rowsOf('interactions', of)})`.execute(tx);
    await sql`
      update conversations set continues_id = null where firm_id = ${firmId} and matter_id is distinct from ${matterId}
        and continues_id in (select id from conversations where ${rowsOf('conversations', of)})`.execute(tx);
    // Within the matter they go one by one, in any order.
    await sql`update conversations set continues_id = null where continues_id is not null and ${rowsOf('conversations', of)}`.execute(
      tx,
    );
  },
};

/** Before the rows, which say what the matter holds; nor do copies of its files, wherever they are, open any more. */
const keys: PurgeStep = {
  name: 'keys',
  async run({ tx, platform, firmId, matterId }) {
    await destroyMatterKeys(tx, platform, firmId, matterId);
  },
};

const rows: PurgeStep = {
  name: 'rows',
  async run(of) {
    const elsewhere = ['external_links', 'onboarding_events', 'onboarding_workspaces'];
    for (const { table, with: cascade } of deletedTables)
      if (cascade === undefined && !elsewhere.includes(table)) await dropRows(of, table);
  },
};

/** After the commit, and only what no other record names. */
const bytes: PurgeStep = {
  name: 'bytes',
  run: ({ tx, platform, firmId, went }) =>
    dropFiles(
      tx,
      platform,
      firmId,
      went.files.map((sha256) => Buffer.from(sha256, 'hex')),
    ),
};

async function dropRows(of: Purging, table: string): Promise<void> {
  await sql`delete from ${sql.table(table)} where ${rowsOf(table, of)}`.execute(of.tx);
}

/** In this order. */
export const purgeSteps: readonly PurgeStep[] = [
  count,
  audit,
  links,
  enquiries,
  storedEvents,
  workspaces,
  letGo,
  keys,
  rows,
  bytes,
];
