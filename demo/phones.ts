import type { FastifyInstance } from 'fastify';
import { Webhook } from 'standardwebhooks';
import type { GenericEvent } from '../server/vendors/generic/wire.ts';
import type { CallPlan } from '../simulators/ringcentral/call-plan.ts';
import type { FaxPlan, TextPlan, VoicemailPlan } from '../simulators/ringcentral/messages.ts';
import { createRingCentralSimulator, ringcentralDemoCredentials } from '../simulators/ringcentral.ts';
import type { DemoApi } from './api.ts';
import { emailOf, mainNumber, type StaffKey, staff } from './people.ts';

/** What can happen at the firm's phones. Users are extension ids (`extensionOf`). */
export type Happening =
  | { what: 'call'; plan: CallPlan }
  | { what: 'voicemail'; plan: VoicemailPlan }
  | { what: 'text'; plan: TextPlan }
  | { what: 'fax'; plan: FaxPlan }
  /** Told by the answering service, through the signed webhook. */
  | { what: 'webhook'; event: (id: string, at: Date) => GenericEvent };

export interface Phones {
  /** Makes it happen so that it ends at this moment, or at `at` in the past. */
  perform(happening: Happening, at?: Date): Promise<void>;
  close(): Promise<void>;
}

export const phoneSourceName = 'RingCentral (simulated)';
export const serviceSourceName = 'Answering service';
const firstExtension = 63_200_100;
export const queue = firstExtension;

export function extensionOf(key: StaffKey): number {
  return firstExtension + 1 + staff.findIndex((person) => person.key === key);
}

const extensions = [
  { id: queue, extensionNumber: '8', name: 'Reception', type: 'Department', status: 'Enabled' } as const,
  ...staff.map((person) => ({
    id: extensionOf(person.key),
    extensionNumber: person.extension,
    name: `${person.firstName} ${person.lastName}`,
    type: 'User' as const,
    status: 'Enabled' as const,
    email: emailOf(person),
    number: person.directNumber,
  })),
];

/** Nobody waits for a vendor's quota in a demo. */
const limits = { Light: 100_000, Medium: 100_000, Heavy: 100_000, Auth: 100_000 };

/** Starts the simulated phone system and connects the firm's two sources to it: made now, or found from last time. */
export async function startPhones(app: FastifyInstance, api: DemoApi): Promise<Phones> {
  let pretended: Date | null = null;
  const simulator = await createRingCentralSimulator({
    extensions,
    mainNumber,
    limits,
    descriptionFile: null,
    now: () => pretended ?? new Date(),
    // A phone system never gives a number twice; one that is started again must not either.
    firstNumber: Math.floor(Date.now() / 1000) * 100,
    deliver: deliverInside(app),
  });
  const credentials = { apiUrl: simulator.url, ...ringcentralDemoCredentials };
  const service = await connectSources(api, credentials);
  await waitUntil('the phone system’s subscription', async () => {
    const { items } = await api.call('GET /api/v1/sources');
    const phones = items.find(({ name }) => name === phoneSourceName);
    return phones?.subscription?.status === 'active' && simulator.control.subscriptions().length > 0;
  });

  return {
    async perform(happening, at) {
      pretended = at ?? null;
      try {
        if (happening.what === 'call') await simulator.control.placeCall(happening.plan);
        else if (happening.what === 'voicemail') await simulator.control.leaveVoicemail(happening.plan);
        else if (happening.what === 'text') await simulator.control.sendSms(happening.plan);
        else if (happening.what === 'fax') await simulator.control.sendFax(happening.plan);
        else await tellService(app, service, happening.event, at ?? new Date());
      } finally {
        pretended = null;
      }
    },
    close: () => simulator.close(),
  };
}

/** The simulator's webhooks reach the program without a detour over the network, whatever its public address is. */
function deliverInside(app: FastifyInstance): typeof globalThis.fetch {
  return async (address, init) => {
    const url = new URL(address instanceof Request ? address.url : address);
    const answer = await app.inject({
      method: 'POST',
      url: `${url.pathname}${url.search}`,
      headers: Object.fromEntries(new Headers(init?.headers)),
      ...(typeof init?.body === 'string' ? { payload: init.body } : {}),
    });
    const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    return new Response(answer.body === '' ? null : answer.body, { status: answer.statusCode, headers });
  };
}

interface Service {
  path: string;
  secret: string;
}

/** A source's secret is told once, so a source that was made by an earlier run gets a new one. */
async function connectSources(
  api: DemoApi,
  credentials: { apiUrl: string; clientId: string; clientSecret: string; assertion: string },
): Promise<Service> {
  const { items } = await api.call('GET /api/v1/sources');
  const phones = items.find(({ name }) => name === phoneSourceName);
  if (phones)
    await api.call('PATCH /api/v1/sources/:id', { params: { id: phones.id }, body: { credentials } });
  else
    await api.call('POST /api/v1/sources', {
      body: { kind: 'ringcentral', name: phoneSourceName, credentials, ownNumbers: [mainNumber] },
    });
  const known = items.find(({ name }) => name === serviceSourceName);
  if (known) {
    const secret = `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}`;
    await api.call('PATCH /api/v1/sources/:id', { params: { id: known.id }, body: { secret } });
    return { path: pathOf(known.hookUrl), secret };
  }
  const made = await api.call('POST /api/v1/sources', {
    body: { kind: 'generic', name: serviceSourceName, ownNumbers: [mainNumber] },
  });
  return { path: pathOf(made.hookUrl), secret: made.secret ?? '' };
}

function pathOf(hookUrl: string | null): string {
  return new URL(hookUrl ?? '').pathname;
}

async function tellService(
  app: FastifyInstance,
  { path, secret }: Service,
  event: (id: string, at: Date) => GenericEvent,
  at: Date,
): Promise<void> {
  const id = crypto.randomUUID();
  const payload = JSON.stringify(event(id, at));
  const sentAt = new Date();
  const answer = await app.inject({
    method: 'POST',
    url: path,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, sentAt, payload),
    },
    payload,
  });
  if (answer.statusCode !== 200) throw new Error(`The answering service was refused: ${answer.body}`);
}

/** Looks every 100 ms, for half a minute at most. */
export async function waitUntil(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 30_000;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error(`The demo waited too long for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
