/** A conversation with a client on a matter that has documents: for tests of what is shared and asked for. */
import type { LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import { type ContentScan, createFilesFeature, type FileSource } from '../features/files/index.ts';
import { createNoticeListener, createNoticesFeature, noticeRound } from '../features/notices/index.ts';
import { createRetentionFeature } from '../features/retention/index.ts';
import { createSharesFeature, shareScanRound, shareSource, sharesRound } from '../features/shares/index.ts';
import type { Feature } from '../platform/feature.ts';
import type { Platform } from '../platform/platform.ts';
import type { TestStaff } from './app.ts';
import { type ConversationsWorld, startConversationsWorld } from './conversations-world.ts';
import type { TestPortalUser } from './portal-user.ts';

const created = z.looseObject({ id: z.string() });

export interface SharesWorld extends ConversationsWorld {
  /** With the client, open, of two messages. */
  conversationId: string;
  /** On the matter; its name ends in `.pdf` unless it has an ending. */
  document(name: string, content: string, folderId?: string | null): Promise<string>;
  version(documentId: string, name: string, content: string): Promise<void>;
  folder(name: string, parentId?: string | null): Promise<string>;
  /** Looks into what came, and tells what is due now. */
  rounds(): Promise<void>;
  /** What a person gets under a fresh link to a file; null: none is made. */
  open(who: TestStaff | TestPortalUser, fileId: string): Promise<string | null>;
  get(who: TestStaff | TestPortalUser, url: string): Promise<LightMyRequestResponse>;
  /** How many mails told of a conversation. */
  mails(conversationId: string): Promise<number>;
  /** Each content as the scanner sees it; clean unless said. */
  verdicts: Map<string, 'infected' | 'unscannable'>;
  contents: ContentScan;
}

export async function startSharesWorld(
  more: {
    features?: readonly ((platform: Platform, contents: ContentScan) => Feature)[];
    sources?: readonly FileSource[];
    listeners?: (platform: Platform) => ConversationsWorld['neighbours']['listeners'];
  } = {},
): Promise<SharesWorld> {
  const verdicts: SharesWorld['verdicts'] = new Map();
  let platformOf: Platform | null = null;
  const contents: ContentScan = {
    engine: async () => 'engine 1',
    async look({ firmId, sha256 }) {
      const stream = await platformOf?.files.get(firmId, sha256);
      let text = '';
      for await (const piece of stream ?? []) text += String(piece);
      const verdict = verdicts.get(text) ?? 'clean';
      return { verdict, detail: '', engine: 'engine 1', contentType: 'application/pdf', mismatch: false };
    },
  };
  const world = await startConversationsWorld({
    listeners: (platform) => [createNoticeListener(platform), ...(more.listeners?.(platform) ?? [])],
    features: [
      createRetentionFeature,
      (platform) => createNoticesFeature(platform),
      (platform) => {
        platformOf = platform;
        return createFilesFeature(platform, [], [shareSource, ...(more.sources ?? [])]);
      },
      (platform) => createSharesFeature(platform, contents),
      ...(more.features ?? []).map((create) => (platform: Platform) => create(platform, contents)),
    ],
  });
  const { app, owner, mina, matterId } = world;
  const { platform } = app;
  const conversationId = await world.thread();
  const bytes = async (url: string, content: string) => {
    const answer = await app.app.inject({
      method: 'POST',
      url,
      headers: { cookie: owner.cookie, 'x-matterline': '1', 'content-type': 'application/octet-stream' },
      payload: Buffer.from(content),
    });
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`);
    return created.parse(answer.json()).id;
  };
  const isClient = (who: TestStaff | TestPortalUser): who is TestPortalUser => 'accountId' in who;

  return {
    ...world,
    ...{ conversationId, verdicts, contents },
    document: (name, content, folderId = null) =>
      bytes(
        `/api/v1/matters/${matterId}/documents?${new URLSearchParams({ name, ...(folderId ? { folderId } : {}) })}`,
        content,
      ),
    async version(documentId, name, content) {
      await bytes(`/api/v1/documents/${documentId}/versions?${new URLSearchParams({ name })}`, content);
    },
    async folder(name, parentId = null) {
      const answer = await mina.call('POST', `/api/v1/matters/${matterId}/folders`, { name, parentId });
      return created.parse(answer.json()).id;
    },
    async rounds() {
      const deps = { ...platform, contents };
      while (await shareScanRound(deps));
      while (await sharesRound(platform));
      while (await noticeRound(platform));
    },
    async open(who, fileId) {
      const realm = isClient(who) ? '/portal/api' : '/api/v1';
      const made = await who.call('POST', `${realm}/files/${fileId}/links`, { what: 'download' });
      if (made.statusCode !== 201) return null;
      const { url } = z.object({ url: z.string() }).parse(made.json());
      const answer = await app.filesApp.inject({ method: 'GET', url: new URL(url).pathname });
      return answer.statusCode === 200 ? answer.body : null;
    },
    get: (who, url) => who.call('GET', url),
    async mails(id) {
      const { rows } = await platform.database.pool.query<{ count: number }>(
        `select count(*)::int as count from notice_events where conversation_id = $1 and result = 'sent'`,
        [id],
      );
      return rows[0]?.count ?? 0;
    },
  };
}
