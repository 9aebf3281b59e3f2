/** How an entry of the audit log becomes 32 bytes on its firm's chain. */
import { sql } from 'kysely';
import type { Chain } from '../../platform/ledger/chain.ts';

/** Purpose of the key that signs heads. */
export const headPurpose = 'audit.head';

/**
 * The canonical bytes of an entry: id, microseconds since 1970, who (staff, person of the portal), action, kind, subject,
 * matter; ids 16 bytes, of nobody all 0; texts with their length in front; at the end the hash of its words. That one is
 * sha256(salt ‖ words as PostgreSQL prints jsonb) while they are there; when retention took words and salt away, the
 * stored hash stands for them. Without the salt nobody finds the words by trying.
 */
export const auditChain: Chain = {
  rows: 'audit_log',
  waiting: { table: 'audit_pending', id: 'entry_id' },
  blocks: 'audit_blocks',
  heads: 'audit_heads',
  digest: sql<Buffer>`sha256(uuid_send(r.id) || int8send((extract(epoch from r.at) * 1000000)::bigint)
  || ${bytesOfId('staff_id')} || ${bytesOfId('portal_user_id')}
  || int4send(octet_length(r.action)) || convert_to(r.action, 'UTF8')
  || int4send(octet_length(r.subject_type)) || convert_to(r.subject_type, 'UTF8')
  || ${bytesOfId('subject_id')} || ${bytesOfId('matter_id')}
  || case when r.salt is null and r.detail = '{"anonymised": true}' or audit_detail_hash(r.salt, r.detail) = r.detail_hash
    then r.detail_hash else ''::bytea end)`,
  noun: 'entry',
  blocksAtOnce: 200,
  seal: (secrets, headText) => secrets.sign(headText, headPurpose),
  isGenuine: (secrets, seal, headText) => secrets.isSigned(headText, seal, headPurpose),
};

function bytesOfId(column: string) {
  return sql`uuid_send(coalesce(${sql.ref(`r.${column}`)}, '00000000-0000-0000-0000-000000000000'))`;
}
