/** The documents of a matter with all their versions, in its folders; for the firm itself also the mails that came in. */
import { sql } from 'kysely';
import { getUnlessDestroyed } from '../../platform/file-store.ts';
import { createPaths, safeName } from './entry-names.ts';
import type { Eyes } from './eyes.ts';
import type { Entry } from './pack.ts';

interface Version {
  id: string;
  name: string;
  folders: string[] | null;
  number: number;
  newest: boolean;
  sha256: Buffer;
}

const atOnce = 500;
const start = '00000000-0000-0000-0000-000000000000';

export async function* documentEntries(eyes: Eyes, matterId: string): AsyncGenerator<Entry> {
  const pathFor = createPaths();
  for await (const one of pages((after) => versionsAfter(eyes, matterId, after))) {
    const folder = [
      'documents',
      ...(one.newest ? [] : ['earlier versions']),
      ...(one.folders ?? []).map(safeName),
    ];
    const name = safeName(one.newest ? one.name : `version ${one.number} of ${one.name}`);
    yield stored(eyes, pathFor([...folder, name].join('/')), one.sha256);
  }
  if (eyes.forClient) return;
  for await (const mail of pages((after) => mailsAfter(eyes, matterId, after)))
    yield stored(eyes, pathFor(`mails/${safeName(`${mail.day} ${mail.subject}`)}.eml`), mail.sha256);
}

function stored({ files, firmId }: Eyes, path: string, sha256: Buffer): Entry {
  return { path, compress: false, content: () => getUnlessDestroyed(files, firmId, sha256) };
}

async function* pages<Row extends { id: string }>(
  read: (after: string) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  for (let after = start; ; ) {
    const rows = await read(after);
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < atOnce || !last) return;
    after = last.id;
  }
}

function versionsAfter({ own, firmId }: Eyes, matterId: string, after: string): Promise<readonly Version[]> {
  return own.read(async (tx) => {
    const { rows } = await sql<Version>`
      with recursive paths (id, names) as (
        select id, array[name] from folders where firm_id = ${firmId} and matter_id = ${matterId} and parent_id is null
        union all
        select f.id, p.names || f.name from folders f join paths p on p.id = f.parent_id
          where f.firm_id = ${firmId} and f.matter_id = ${matterId} and cardinality(p.names) < 20)
      select v.id, case when v.number = n.newest then d.name else v.file_name end as name, p.names as folders, v.number,
        v.number = n.newest as newest, v.sha256
      from document_versions v
      join documents d on d.firm_id = ${firmId} and d.id = v.document_id and d.removed_at is null
      join lateral (select max(w.number) as newest from document_versions w
        where w.firm_id = ${firmId} and w.document_id = v.document_id) n on true
      left join paths p on p.id = d.folder_id
      where v.firm_id = ${firmId} and v.matter_id = ${matterId} and v.id > ${after}::uuid
      order by v.id limit ${atOnce}`.execute(tx);
    return rows;
  });
}

interface Mail {
  id: string;
  day: string;
  subject: string;
  sha256: Buffer;
}

function mailsAfter({ own, firmId }: Eyes, matterId: string, after: string): Promise<readonly Mail[]> {
  return own.read(async (tx) => {
    const { rows } = await sql<Mail>`
      select id, to_char(received_at at time zone 'UTC', 'YYYY-MM-DD') as day, subject, sha256 from incoming_mails
      where firm_id = ${firmId} and matter_id = ${matterId} and id > ${after}::uuid order by id limit ${atOnce}`.execute(
      tx,
    );
    return rows;
  });
}
