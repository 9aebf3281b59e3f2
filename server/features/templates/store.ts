/** The firm's own words, version by version. */
import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { isTemplateKind, type TemplateKind, type ValuesOf, type Words } from './catalogue/index.ts';
import { defaultWords, faultsOf, render } from './words.ts';
import './tables.ts';

/** What the firm sends: its own words, else ours. The one way for everything that goes to people outside by itself. */
export async function wordsFor<K extends TemplateKind>(
  tx: Tx,
  firmId: string,
  kind: K,
  values: ValuesOf<K>,
): Promise<Words> {
  const { rows } = await sql<{ country: string; subject: string | null; body: string | null }>`
    select f.country, t.subject, t.body from firms f
    left join lateral (select subject, body from message_templates where firm_id = ${firmId} and kind = ${kind}
      order by version desc limit 1) t on true
    where f.id = ${firmId}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('the firm of this transaction is missing');
  const { country, subject, body } = row;
  const ours = defaultWords(kind, country);
  return render<K>(subject === null || body === null ? ours : { subject, body }, values);
}

export interface KeptTemplate {
  kind: TemplateKind;
  version: number;
  /** Null: ours. */
  words: Words | null;
  changedAt: Date;
  changedBy: string;
}

/** The newest version of each kind that the firm ever changed; of one kind when named. */
export async function listKept(
  tx: Tx,
  firmId: string,
  only: TemplateKind | null = null,
): Promise<KeptTemplate[]> {
  return await readVersions(
    tx,
    sql`select distinct on (t.kind) ${columns} from message_templates t ${author(firmId)}
      where t.firm_id = ${firmId} and (${only}::text is null or t.kind = ${only}) order by t.kind, t.version desc`,
  );
}

/** Every version of a kind, the newest first; before `before`, when given. */
export async function listVersions(
  tx: Tx,
  firmId: string,
  kind: TemplateKind,
  { limit, before }: { limit: number; before: number | null },
): Promise<KeptTemplate[]> {
  return await readVersions(
    tx,
    sql`select ${columns} from message_templates t ${author(firmId)}
      where t.firm_id = ${firmId} and t.kind = ${kind} and (${before}::int is null or t.version < ${before})
      order by t.version desc limit ${limit}`,
  );
}

const columns = sql`t.kind, t.version, t.subject, t.body, t.created_at, coalesce(s.first_name || ' ' || s.last_name, '') as name`;
const author = (firmId: string) =>
  sql`left join staff_members s on s.firm_id = ${firmId} and s.id = t.staff_id`;

async function readVersions(tx: Tx, query: ReturnType<typeof sql>): Promise<KeptTemplate[]> {
  const { rows } = await sql<{
    kind: string;
    version: number;
    subject: string | null;
    body: string | null;
    created_at: Date;
    name: string;
  }>`${query}`.execute(tx);
  return rows.flatMap(({ kind, version, subject, body, created_at: changedAt, name: changedBy }) =>
    // One that a newer program knew.
    isTemplateKind(kind)
      ? [
          {
            kind,
            version,
            words: subject === null || body === null ? null : { subject, body },
            changedAt,
            changedBy,
          },
        ]
      : [],
  );
}

/** Null: our words again. */
export async function changeTemplate(
  tx: Tx,
  actor: Actor,
  kind: TemplateKind,
  words: Words | null,
  expected: number | null,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  await sql`select pg_advisory_xact_lock(hashtextextended('template ' || ${firmId}::text || ${kind}, 0))`.execute(
    tx,
  );
  const [before] = await listKept(tx, firmId, kind);
  checkVersion(before?.version ?? 0, expected);
  if (words === null && (before?.words ?? null) === null) return;
  if (words !== null) {
    const fields = faultsOf(kind, words, await readTemplateSettings(tx, firmId));
    if (fields[0]) throw problem('invalid_input', fields[0].message, { fields });
  }
  await tx
    .insertInto('message_templates')
    .values({
      ...{ firm_id: firmId, kind, version: (before?.version ?? 0) + 1, staff_id: staffId, created_at: now },
      ...{ subject: words?.subject ?? null, body: words?.body ?? null },
    })
    .execute();
  const detail = { kind, toDefault: words === null, version: (before?.version ?? 0) + 1 };
  await recordChange(tx, actor, { action: 'message_template.changed', id: firmId, detail });
}

export async function readTemplateSettings(
  tx: Tx,
  firmId: string,
): Promise<{ namesMatter: boolean; version: number }> {
  const row = await tx
    .selectFrom('template_settings')
    .select(['names_matter', 'version'])
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  return { namesMatter: row?.names_matter ?? false, version: row?.version ?? 0 };
}

export async function changeTemplateSettings(
  tx: Tx,
  actor: Actor,
  namesMatter: boolean,
  expected: number | null,
): Promise<{ namesMatter: boolean; version: number }> {
  const { firmId, now } = actor;
  const before = await readTemplateSettings(tx, firmId);
  checkVersion(before.version, expected);
  const row = { names_matter: namesMatter, version: before.version + 1, updated_at: now };
  await tx
    .insertInto('template_settings')
    .values({ firm_id: firmId, ...row })
    .onConflict((conflict) => conflict.column('firm_id').doUpdateSet(row))
    .execute();
  await recordChange(tx, actor, {
    action: 'template_settings.changed',
    id: firmId,
    detail: { from: before.namesMatter, to: namesMatter },
  });
  return await readTemplateSettings(tx, firmId);
}

/** The matter of a conversation, where the firm lets notices name it; else ''. */
export async function matterInNotices(tx: Tx, firmId: string, conversationId: string): Promise<string> {
  const { rows } = await sql<{ title: string }>`
    select m.title from template_settings s
    join conversations c on c.firm_id = ${firmId} and c.id = ${conversationId} and not c.second_factor
    join matters m on m.firm_id = ${firmId} and m.id = c.matter_id
    where s.firm_id = ${firmId} and s.names_matter`.execute(tx);
  return rows[0]?.title ?? '';
}
