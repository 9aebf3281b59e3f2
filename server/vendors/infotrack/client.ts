import type { z } from 'zod';
import { type VendorRequest, vendorFetch, vendorJson } from '../kit/http.ts';
import {
  type NewOnboardingWorkspace,
  type OnboardingClient,
  type OnboardingConnection,
  type OnboardingWorkspace,
  VendorError,
} from '../ports.ts';
import { readWorkspace } from './map.ts';
import { wireAccount, wireMade, wirePage } from './wire.ts';

export function createClient(connection: OnboardingConnection): OnboardingClient {
  const { baseUrl, apiKey } = connection;
  const root = baseUrl.replace(/\/+$/, '');
  const ask = (path: string, more: Omit<VendorRequest, 'url'> = {}): VendorRequest => ({
    ...more,
    url: `${root}/${path}`,
    // The key never follows to another address.
    redirect: 'manual',
    headers: { ...more.headers, ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }) },
  });
  const json = async <T>(request: VendorRequest, shape: z.ZodType<T>): Promise<T> =>
    understood(shape.safeParse(await vendorJson(connection, request)));

  return {
    async createWorkspace(wanted) {
      const body = JSON.stringify(toBody(wanted));
      const headers = { 'content-type': 'application/json', 'idempotency-key': wanted.reference };
      return await json(ask('workspaces', { method: 'POST', body, headers }), wireMade);
    },
    async findByReference(reference) {
      const page = await json(ask(`workspaces?reference=${encodeURIComponent(reference)}`), wirePage);
      const [first] = page.items;
      return first === undefined ? null : understood(wireMade.safeParse(first));
    },
    async fetchWorkspace(id) {
      return workspaceIn(await vendorJson(connection, ask(`workspaces/${encodeURIComponent(id)}`)));
    },
    async listChangedSince(since, after) {
      const query = new URLSearchParams({ changedSince: since.toISOString() });
      if (after !== null) query.set('after', after);
      const page = await json(ask(`workspaces?${query}`), wirePage);
      const read = page.items.map(readWorkspace);
      return {
        workspaces: read.flatMap((one) => ('workspace' in one ? [one.workspace] : [])),
        unreadable: read.flatMap((one) => ('why' in one ? [one.why] : [])),
        next: page.next,
      };
    },
    async fetchDocument(workspaceId, documentId) {
      const path = `workspaces/${encodeURIComponent(workspaceId)}/documents/${encodeURIComponent(documentId)}`;
      const response = await vendorFetch(connection, ask(path, { headers: { accept: 'application/pdf' } }));
      if (!response.ok) throw rejected('it sends requests on to another address');
      return await bytesOf(response);
    },
    async testConnection() {
      return await json(ask('account', { timeoutMilliseconds: 10_000 }), wireAccount);
    },
  };
}

function toBody({ reference, title, clients, asks }: NewOnboardingWorkspace) {
  const tasks = asks.map((ask) =>
    ask === 'TA6' || ask === 'TA7' || ask === 'TA10' ? { type: 'form', form: ask } : { type: ask },
  );
  return { reference, title, clients, tasks };
}

function workspaceIn(value: unknown): OnboardingWorkspace {
  const read = readWorkspace(value);
  if ('why' in read) throw rejected(`the answer is not as described: ${read.why}`);
  return read.workspace;
}

function understood<T>(read: z.ZodSafeParseResult<T>): T {
  if (!read.success) throw rejected('the answer is not as described');
  return read.data;
}

/** The connection may break in the middle of a file. */
async function bytesOf(response: Response): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    if (error instanceof VendorError) throw error;
    throw new VendorError({ failure: 'unavailable', detail: 'the file broke off' });
  }
}

function rejected(detail: string): VendorError {
  return new VendorError({ failure: 'rejected', detail });
}
