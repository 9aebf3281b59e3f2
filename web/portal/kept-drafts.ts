/** What somebody wrote while the server could not be reached: kept on the device until it has it, or they sign off. */

const prefix = 'portal-draft ';
const nameOf = (portalUserId: string, conversationId: string) => `${prefix}${portalUserId} ${conversationId}`;

/** A browser that keeps nothing has nothing to forget. */
function withStorage<T>(work: (storage: Storage) => T, otherwise: T): T {
  try {
    return work(window.localStorage);
  } catch {
    return otherwise;
  }
}

export const keepDraft = (portalUserId: string, conversationId: string, text: string) =>
  withStorage((storage) => storage.setItem(nameOf(portalUserId, conversationId), text), undefined);

export const dropDraft = (portalUserId: string, conversationId: string) =>
  withStorage((storage) => storage.removeItem(nameOf(portalUserId, conversationId)), undefined);

export const keptDraft = (portalUserId: string, conversationId: string) =>
  withStorage((storage) => storage.getItem(nameOf(portalUserId, conversationId)), null);

export function forgetDrafts(): void {
  withStorage((storage) => {
    const names = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '');
    for (const name of names) if (name.startsWith(prefix)) storage.removeItem(name);
  }, undefined);
}
