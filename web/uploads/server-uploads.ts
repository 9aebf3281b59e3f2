/** What the server says of uploads, for both realms: `/api/v1` and `/portal/api`. */
import type { Upload } from '../../server/features/files/shapes.ts';

export type { Upload };
export type Realm = '/api/v1' | '/portal/api';

export interface ServerUploads {
  /** Null: it is not there (any more). */
  find(id: string): Promise<Upload | null>;
  /** `forId`: what they are for, where it is not a message. */
  list(conversationId: string, forId?: string): Promise<Upload[]>;
  remove(id: string): Promise<void>;
}

const headers = { 'x-matterline': '1', accept: 'application/json' };

export function createServerUploads(realm: Realm, ask: typeof fetch = fetch): ServerUploads {
  const at = (rest: string) => `${realm}/uploads${rest}`;
  return {
    async find(id) {
      const answer = await ask(at(`/${id}`), { headers });
      if (answer.status === 404 || answer.status === 410) return null;
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      return await answer.json();
    },
    async list(conversationId, forId) {
      const query = new URLSearchParams({ conversationId, ...(forId === undefined ? {} : { forId }) });
      const answer = await ask(at(`?${query}`), { headers });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      const { items } = await answer.json();
      return items;
    },
    async remove(id) {
      const answer = await ask(at(`/${id}`), { method: 'DELETE', headers });
      if (!answer.ok && answer.status !== 404) throw new Error(`the server answered ${answer.status}`);
    },
  };
}
