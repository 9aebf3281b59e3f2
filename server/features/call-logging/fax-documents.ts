import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { addDocumentVersions } from '../practice/index.ts';

/** Puts the stored pages of faxes into the documents that were made for them; what has its pages already is left alone. */
export async function fileFaxDocuments(
  tx: Tx,
  firmId: string,
  interactionIds: readonly string[],
): Promise<void> {
  const { rows } = await sql<{
    document_id: string;
    sha256: Buffer;
    size_bytes: number;
    content_type: string | null;
    name: string;
    staff_id: string | null;
  }>`
    select distinct on (e.record_id) e.record_id as document_id, a.sha256, a.size_bytes, a.content_type, d.name, e.staff_id
    from log_entries e
    join artefacts a on a.firm_id = ${firmId} and a.interaction_id = e.interaction_id and a.kind = 'fax_document' and a.state = 'stored' and a.sha256 is not null
    join documents d on d.firm_id = ${firmId} and d.id = e.record_id
    where e.firm_id = ${firmId} and e.interaction_id = any(${[...interactionIds]}::uuid[]) and e.record_kind = 'document'
      and not exists (select 1 from document_versions v where v.firm_id = ${firmId} and v.document_id = e.record_id)
    order by e.record_id, a.id`.execute(tx);
  await addDocumentVersions(
    tx,
    firmId,
    rows.map((row) => ({
      id: newId(),
      documentId: row.document_id,
      sha256: row.sha256,
      sizeBytes: row.size_bytes,
      contentType: row.content_type ?? 'application/pdf',
      fileName: row.name,
      staffId: row.staff_id,
    })),
  );
}
