/** Sends one file, resumably, with tus's own client. The address of an upload that began is kept in the browser, so it goes on after a reload. */
import { DetailedError, Upload } from 'tus-js-client';
import { createPartSize } from './part-size.ts';
import { rememberedUploads } from './remembered-uploads.ts';
import type { Realm } from './server-uploads.ts';

export interface SendCallbacks {
  /** Where it goes is known. */
  begun(uploadId: string): void;
  progress(sentBytes: number): void;
  done(uploadId: string): void;
  failed(words: string, fate: Fate): void;
}

/** `again`: trying again may help; `overtaken`: another tab went on with it; `never`: the server refuses this file. */
export type Fate = 'again' | 'overtaken' | 'never';

export interface Sending {
  pause(): Promise<void>;
}

export interface Transport {
  send(
    file: File,
    wish: { conversationId: string; forId?: string | undefined; stripLocation: boolean },
    callbacks: SendCallbacks,
  ): Sending;
}

/** Breaks of a few seconds mend themselves; then a person is asked. */
const retryAfterMs = [0, 1_000, 3_000, 5_000, 10_000, 20_000];

export function createTusTransport(realm: Realm): Transport {
  return {
    send(file, { conversationId, forId, stripLocation }, callbacks) {
      const size = createPartSize();
      let began = performance.now();
      const upload = new Upload(file, {
        endpoint: `${realm}/uploads`,
        chunkSize: size.bytes(),
        retryDelays: retryAfterMs,
        urlStorage: rememberedUploads,
        removeFingerprintOnSuccess: true,
        headers: { 'x-matterline': '1' },
        metadata: {
          filename: file.name,
          filetype: file.type,
          conversationId,
          ...(forId === undefined ? {} : { forId }),
          stripLocation: stripLocation ? '1' : '0',
        },
        fingerprint: async () => fingerprintOf(realm, forId ?? conversationId, file, stripLocation),
        onBeforeRequest() {
          began = performance.now();
        },
        onChunkComplete() {
          size.taken(performance.now() - began);
          upload.options.chunkSize = size.bytes();
        },
        onShouldRetry(error) {
          const status = statusOf(error);
          const again = fateOf(status) === 'again' || (status === 413 && size.refused());
          upload.options.chunkSize = size.bytes();
          return again;
        },
        onUploadUrlAvailable: () => callbacks.begun(idIn(upload.url)),
        onProgress: (sent) => callbacks.progress(sent),
        onSuccess: () => callbacks.done(idIn(upload.url)),
        onError: (error) => callbacks.failed(wordsOf(error), fateOf(statusOf(error))),
      });
      void begin(upload);
      return { pause: () => upload.abort(false) };
    },
  };
}

async function begin(upload: Upload): Promise<void> {
  const [newest] = await upload.findPreviousUploads();
  if (newest) upload.resumeFromPreviousUpload(newest);
  upload.start();
}

export function fingerprintOf(
  realm: Realm,
  /** The conversation, or what in it the file is for. */
  placeId: string,
  file: Pick<File, 'name' | 'size' | 'lastModified'>,
  stripLocation: boolean,
): string {
  return ['matterline', realm, placeId, file.name, file.size, file.lastModified, stripLocation].join('|');
}

const idIn = (url: string | null): string => url?.split('?')[0]?.replace(/\/$/, '').split('/').at(-1) ?? '';

/** 0: no answer came. */
const statusOf = (error: Error): number =>
  error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;

/** Pure: what an answer means for the file. */
export function fateOf(status: number): Fate {
  if (status === 412) return 'overtaken';
  if (status === 409 || status === 423 || status === 429) return 'again';
  return status >= 400 && status < 500 ? 'never' : 'again';
}

/** The server's own sentence, where it gave one. */
function wordsOf(error: Error): string {
  const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
  return body === undefined ? '' : sentenceIn(body);
}

/** Pure: `detail` of a problem document. */
export function sentenceIn(body: string): string {
  try {
    const told: unknown = JSON.parse(body);
    const detail = typeof told === 'object' && told !== null && 'detail' in told ? told.detail : '';
    return typeof detail === 'string' ? detail : '';
  } catch {
    return '';
  }
}
