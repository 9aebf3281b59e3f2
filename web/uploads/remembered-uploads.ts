/**
 * Where a file that is on its way goes, for when it is chosen again. In IndexedDB and not in `localStorage`, of which a browser that
 * ends suddenly loses the last seconds: a file that had just begun would begin anew.
 */
import type { PreviousUpload, UrlStorage } from 'tus-js-client';

const [name, store] = ['matterline-uploads', 'uploads'];

function openStore(): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(store);
  return ended(opening);
}

function ended<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function change(act: (rows: IDBObjectStore) => void): Promise<void> {
  const database = await openStore();
  try {
    const transaction = database.transaction(store, 'readwrite', { durability: 'strict' });
    act(transaction.objectStore(store));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

async function ask<T>(question: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await openStore();
  try {
    return await ended(question(database.transaction(store).objectStore(store)));
  } finally {
    database.close();
  }
}

/** One of each file: what began last. Where nothing may be stored (some private windows) nothing is remembered, and the file goes all the same. */
export const rememberedUploads: UrlStorage = {
  findAllUploads: () => ask<PreviousUpload[]>((rows) => rows.getAll()).catch(() => []),
  async findUploadsByFingerprint(fingerprint) {
    const known = await ask<PreviousUpload | undefined>((rows) => rows.get(fingerprint)).catch(
      () => undefined,
    );
    return known ? [known] : [];
  },
  removeUpload: (key) => change((rows) => rows.delete(key)).catch(() => undefined),
  async addUpload(fingerprint, upload) {
    await change((rows) => rows.put({ ...upload, urlStorageKey: fingerprint }, fingerprint)).catch(
      () => undefined,
    );
    return fingerprint;
  },
};
