/** What notices say: in the firm's words, and never a message's, a file's, or a matter's unless the firm lets them. */
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { answerAbove } from '../mail-replies/index.ts';
import { portalUrlOf } from '../portal-look/index.ts';
import { matterInNotices, type Words, wordsFor } from '../templates/index.ts';

type Notice =
  | { kind: 'welcome' | 'ended' }
  | { kind: 'unread'; count: number; filesWithdrawn: number }
  /** `path`: where in the portal it is done. */
  | { kind: 'reminder'; path: string };

export async function noticeWords(
  tx: Tx,
  platform: Pick<Platform, 'publicUrl'>,
  { firmId, conversationId }: { firmId: string; conversationId: string },
  notice: Notice,
): Promise<Words & { firm: string }> {
  const { name: firm } = await tx
    .selectFrom('firms')
    .select('name')
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  const path = notice.kind === 'reminder' ? notice.path : `/portal/c/${conversationId}`;
  const link = new URL(path, await portalUrlOf(tx, platform, firmId)).href;
  const matter = await matterInNotices(tx, firmId, conversationId);
  const values = { firm, link, matter };
  return { firm, ...(await wordsOf(tx, firmId, notice, values)) };
}

async function wordsOf(
  tx: Tx,
  firmId: string,
  notice: Notice,
  values: { firm: string; link: string; matter: string },
): Promise<Words> {
  if (notice.kind !== 'unread') return await wordsFor(tx, firmId, notice.kind, values);
  const { count, filesWithdrawn } = notice;
  const files = filesWithdrawn === 1 ? 'a file' : `${filesWithdrawn} files`;
  if (count === 0) return await wordsFor(tx, firmId, 'file_withdrawn', { ...values, withdrawn: files });
  const messages = count === 1 ? 'a new message' : `${count} new messages`;
  return await wordsFor(tx, firmId, 'unread', {
    ...values,
    messages,
    withdrawn: filesWithdrawn === 0 ? '' : files,
  });
}

/** The same for whoever may answer it by mail: what stands below the line is cut from the answer. */
export function answerable(firm: string, { subject, body }: Words): Words {
  return {
    subject,
    body: `— ${answerAbove} —\n\n${body}\n\nOr just answer this e-mail: what you write goes to ${firm} as a message in this conversation, and so do its attachments.`,
  };
}
