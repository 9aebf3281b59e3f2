/** Keys of contents without a database, for tests of what is done with bytes. */
import { type ContentKeys, mustOpen, newContentKey } from '../platform/sealing/content-keys.ts';

export interface KeysInMemory extends ContentKeys {
  /** Nothing opens anything any more. */
  destroyAll(): void;
  /** How often a content was noted as having come again. */
  again(): number;
}

export function keysInMemory(): KeysInMemory {
  const known = new Map<string, { key: Buffer; sha256: Buffer | null }>();
  let again = 0;
  return {
    async begin() {
      const key = newContentKey();
      known.set(key.id, { key: key.key, sha256: null });
      return key;
    },
    async keep(_firmId, key, sha256) {
      known.set(key.id, { key: key.key, sha256 });
    },
    async cameAgain() {
      again += 1;
    },
    async get(_firmId, id, sha256) {
      const found = known.get(id);
      return mustOpen(found ? { id, ...found } : null, sha256);
    },
    async forget() {
      return;
    },
    destroyAll: () => known.clear(),
    again: () => again,
  };
}
