/**
 * An onboarding service that speaks the product's own onboarding JSON (docs/onboarding.md), as a bridge to InfoTrack eCOS would:
 * it checks each request, makes one workspace a reference, and can be slow, limited, forgetful, and lose or repeat webhooks.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { createDeliveries, type Deliveries } from '../delivery.ts';
import { makePdf } from '../tiny-files.ts';
import { newWorkspace, type SimulatedWorkspace } from './state.ts';

export type { SimulatedOrder, SimulatedTask, SimulatedWorkspace } from './state.ts';

/** How it answers the next request; then it is itself again. */
export type InfoTrackHabit =
  | { how: 'status'; status: number; retryAfter?: string }
  | { how: 'drop' }
  /** It does what it was asked, and nobody hears the answer. */
  | { how: 'do_and_drop' }
  | { how: 'redirect'; to: string }
  | { how: 'body'; body: string };

export interface InfoTrackSimulator {
  url: string;
  key: string;
  /** What was wrong with requests. */
  violations: string[];
  requests: string[];
  habits: InfoTrackHabit[];
  /** Requests for one new workspace or the list of them that do not see it yet. */
  lagRequests: number;
  pageSize: number;
  workspaces: Map<string, SimulatedWorkspace>;
  /** By id; a PDF with its name is made for what is not set. */
  documents: Map<string, Buffer>;
  webhook: { url: string; secret: string } | null;
  deliveries: Deliveries;
  /** Somebody made it at the service. */
  add(workspace: Partial<SimulatedWorkspace> & { id: string }): SimulatedWorkspace;
  /** Something happens there: a version more, and a webhook. */
  change(id: string, act: (workspace: SimulatedWorkspace) => void): SimulatedWorkspace;
  /** The same event as of now, with the given id. */
  announce(workspace: SimulatedWorkspace, more?: { id?: string; onlyChanged?: boolean }): void;
  close(): Promise<void>;
}

const once = { timeoutMilliseconds: 5000, afterServerError: [50, 200], afterConnectionFailure: [50, 200] };

const text = z.string().min(1).max(500);
const madeBody = z.strictObject({
  reference: text,
  title: text,
  clients: z
    .array(
      z.strictObject({
        reference: text,
        name: text,
        email: z.email(),
        mobile: z.string().regex(/^\+\d{8,15}$/),
      }),
    )
    .min(1),
  tasks: z
    .array(
      z.union([
        z.strictObject({ type: z.enum(['id', 'address', 'aml', 'sof']) }),
        z.strictObject({ type: z.literal('form'), form: text }),
      ]),
    )
    .min(1),
});

export async function startInfoTrackSimulator(
  options: { now?: () => Date; port?: number; timeScale?: number } = {},
): Promise<InfoTrackSimulator> {
  const { now = () => new Date(), port = 0, timeScale = 1 } = options;
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const unseen = new Map<string, number>();
  let events = 0;
  const simulator: InfoTrackSimulator = {
    url: `http://127.0.0.1:${address.port}`,
    key: 'infotrack-key',
    violations: [],
    requests: [],
    habits: [],
    lagRequests: 0,
    pageSize: 50,
    workspaces: new Map(),
    documents: new Map(),
    webhook: null,
    deliveries: createDeliveries(timeScale),
    add(given) {
      const workspace = {
        reference: null,
        title: '',
        version: 1,
        updatedAt: now().toISOString(),
        url: null,
        clients: [],
        tasks: [],
        orders: [],
        ...given,
      };
      simulator.workspaces.set(workspace.id, workspace);
      simulator.announce(workspace);
      return workspace;
    },
    change(id, act) {
      const workspace = simulator.workspaces.get(id);
      if (!workspace) throw new Error(`no workspace ${id}`);
      act(workspace);
      workspace.version += 1;
      workspace.updatedAt = now().toISOString();
      simulator.announce(workspace);
      return workspace;
    },
    announce(workspace, more = {}) {
      const { webhook, deliveries } = simulator;
      if (!webhook) return;
      events += 1;
      const id = more.id ?? `evt-${workspace.id}-${events}`;
      const head = { id, occurredAt: now().toISOString() };
      const body = JSON.stringify(
        more.onlyChanged
          ? { ...head, type: 'workspace.changed', workspaceId: workspace.id }
          : { ...head, type: 'workspace.updated', workspace },
      );
      deliveries.send({ url: webhook.url, body, headers: signed(webhook.secret, id, body, now()) }, once);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await simulator.deliveries.settled();
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const url = new URL(request.url ?? '/', simulator.url);
    simulator.requests.push(`${request.method} ${url.pathname}${url.search}`);
    const habit = simulator.habits.shift();
    if (habit && habit.how !== 'do_and_drop') return misbehave(habit, response);
    const { status, body } = serve(request, url, Buffer.concat(chunks));
    if (habit) return void response.destroy();
    const isFile = Buffer.isBuffer(body);
    response.writeHead(status, { 'content-type': isFile ? 'application/pdf' : 'application/json' });
    response.end(isFile ? body : JSON.stringify(body));
  }

  function serve(request: IncomingMessage, url: URL, body: Buffer): { status: number; body: unknown } {
    const { method = '' } = request;
    if (request.headers.authorization !== `Bearer ${simulator.key}`) return refused(401, 'The key is wrong.');
    const [, first, id, documents, documentId] = url.pathname.split('/').map(decodeURIComponent);
    if (method === 'GET' && first === 'account' && id === undefined)
      return { status: 200, body: { account: 'Example Solicitors' } };
    if (first !== 'workspaces') return refused(404, 'There is nothing here.');
    if (method === 'POST' && id === undefined) return make(request, body);
    if (method !== 'GET') return refused(405, 'Not allowed.');
    if (id === undefined) return list(url.searchParams);
    const workspace = isSeen(id) ? simulator.workspaces.get(id) : undefined;
    if (!workspace) return refused(404, 'There is no such workspace.');
    if (documents === undefined) return { status: 200, body: workspace };
    return documents === 'documents' && documentId !== undefined
      ? serveDocument(workspace, documentId)
      : refused(404, 'There is nothing here.');
  }

  function make(request: IncomingMessage, body: Buffer): { status: number; body: unknown } {
    const read = madeBody.safeParse(parse(body));
    if (!read.success) return violated(z.prettifyError(read.error));
    const { reference } = read.data;
    if (request.headers['idempotency-key'] !== reference) simulator.violations.push('no Idempotency-Key');
    const known = [...simulator.workspaces.values()].find((one) => one.reference === reference);
    if (known) return { status: 200, body: { id: known.id } };
    const id = `ws-${simulator.workspaces.size + 1}`;
    const workspace = newWorkspace(id, read.data, now().toISOString());
    simulator.workspaces.set(id, workspace);
    unseen.set(id, simulator.lagRequests);
    simulator.announce(workspace);
    return { status: 202, body: { id, reference } };
  }

  function list(query: URLSearchParams): { status: number; body: unknown } {
    const all = [...simulator.workspaces.values()].filter(({ id }) => isSeen(id));
    const reference = query.get('reference');
    if (reference !== null)
      return { status: 200, body: { items: all.filter((one) => one.reference === reference), next: null } };
    const since = query.get('changedSince');
    if (since === null || !z.iso.datetime().safeParse(since).success)
      return violated('changedSince is no moment');
    const after = Number(query.get('after') ?? 0);
    const changed = all.filter(({ updatedAt }) => updatedAt >= since);
    const end = after + simulator.pageSize;
    return {
      status: 200,
      body: { items: changed.slice(after, end), next: end < changed.length ? String(end) : null },
    };
  }

  function serveDocument(
    workspace: SimulatedWorkspace,
    documentId: string,
  ): { status: number; body: unknown } {
    const of = [...workspace.tasks, ...workspace.orders].find(({ documents = [] }) =>
      documents.some(({ id }) => id === documentId),
    );
    const document = of?.documents?.find(({ id }) => id === documentId);
    if (!of || !document) return refused(404, 'There is no such document.');
    if ('type' in of && of.type !== 'form' && of.type !== 'sign')
      simulator.violations.push(`asked for a paper of the check ${of.id}`);
    return { status: 200, body: simulator.documents.get(documentId) ?? makePdf([document.name]) };
  }

  function isSeen(id: string): boolean {
    const left = unseen.get(id) ?? 0;
    unseen.set(id, left - 1);
    return left <= 0;
  }

  function violated(words: string): { status: number; body: unknown } {
    simulator.violations.push(words);
    return refused(400, words);
  }

  return simulator;
}

function misbehave(habit: Exclude<InfoTrackHabit, { how: 'do_and_drop' }>, response: ServerResponse): void {
  switch (habit.how) {
    case 'drop':
      return void response.destroy();
    case 'redirect':
      return void response.writeHead(307, { location: habit.to }).end();
    case 'body':
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(habit.body);
    case 'status':
      if (habit.retryAfter !== undefined) response.setHeader('retry-after', habit.retryAfter);
      response.writeHead(habit.status, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify({ error: { message: `status ${habit.status}` } }));
  }
}

function refused(status: number, message: string): { status: number; body: unknown } {
  return { status, body: { error: { message } } };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** By Standard Webhooks. */
export function signed(secret: string, id: string, body: string, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
