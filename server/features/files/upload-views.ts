/** Uploads as the API tells them. */
import type { z } from 'zod';
import { decideDelivery, type Policy } from './decide.ts';
import type * as shapes from './shapes.ts';
import type { UploadRow } from './uploads-store.ts';
import { stateWords, verdictWords } from './words.ts';

export function toUpload(row: UploadRow, policy: Policy): z.input<typeof shapes.upload> {
  const { verdict } = row;
  const settled = verdict !== null && row.state === verdict;
  return {
    id: row.id,
    conversationId: row.conversation_id,
    name: row.name,
    sizeBytes: row.size_bytes,
    receivedBytes: row.received_bytes,
    state: row.state,
    delivery: settled ? decideDelivery(verdict, row.released_at !== null, policy) : null,
    words: settled ? verdictWords(verdict, row.verdict_detail) : sentence(stateWords(row.state)),
    sha256: row.sha256?.toString('hex') ?? null,
    contentType: row.content_type,
    typeMismatch: row.type_mismatch,
    location: row.location,
    expiresAt: row.expires_at.toISOString(),
    createdAt: row.created_at.toISOString(),
  };
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
