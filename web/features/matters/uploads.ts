import { addressOf } from '../../api/client.ts';
import { ApiProblem, problemFrom } from '../../api/problem.ts';

/* Files on their way. They go on when one leaves the page; closing the browser ends them. */

/** The server takes no larger file in one request. */
export const maxUploadBytes = 25 * 1024 * 1024;

export type Target =
  | { kind: 'matter'; matterId: string; folderId: string | null }
  | { kind: 'version'; matterId: string; documentId: string };

export type Upload = {
  id: number;
  name: string;
  target: Target;
  /** 0–1 */
  progress: number;
  error: Error | null;
};

let uploads: readonly Upload[] = [];
let count = 0;
const listeners = new Set<() => void>();

function set(next: readonly Upload[]): void {
  uploads = next;
  for (const listener of listeners) listener();
}

function change(id: number, to: Partial<Upload>): void {
  set(uploads.map((upload) => (upload.id === id ? { ...upload, ...to } : upload)));
}

export function watchUploads(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function listUploads(): readonly Upload[] {
  return uploads;
}

export function dismissUpload(id: number): void {
  set(uploads.filter((upload) => upload.id !== id));
}

/** Sends a file; resolves when the server has it, or when it failed and the list says why. True when it arrived. */
export async function upload(file: File, target: Target): Promise<boolean> {
  count += 1;
  const id = count;
  set([...uploads, { id, name: file.name, target, progress: 0, error: null }]);
  try {
    if (file.size > maxUploadBytes) throw tooLarge();
    await send(file, addressFor(file, target), (progress) => change(id, { progress }));
    dismissUpload(id);
    return true;
  } catch (error) {
    change(id, { error: error instanceof Error ? error : new Error(String(error)) });
    return false;
  }
}

/** Only a name and a type that the server takes; the bytes say the rest. */
function addressFor(file: File, target: Target): string {
  const contentType = /^[\w.+-]+\/[\w.+-]+$/.test(file.type) ? file.type : 'application/octet-stream';
  const query = { name: file.name, contentType };
  return target.kind === 'version'
    ? addressOf('/api/v1/documents/:id/versions', { id: target.documentId }, query)
    : addressOf('/api/v1/matters/:matterId/documents', target, { ...query, folderId: target.folderId });
}

/** `fetch` tells nothing about bytes sent, so this is the older way. */
function send(file: File, address: string, onProgress: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('x-matterline', '1');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new ApiProblem(problemFrom(request.status, parsed(request.responseText))));
    };
    request.onerror = () => reject(new ApiProblem(problemFrom(0, { code: 'unreachable' })));
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a proxy's page; its status is enough
  }
}

function tooLarge(): ApiProblem {
  return new ApiProblem(problemFrom(413, { code: 'too_large' }));
}
