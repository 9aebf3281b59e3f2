/** A firm with people, a phone system and records, made through the program's own API. */
import { z } from 'zod';
import type { TestFirm, TestStaff } from '../server/testing/app.ts';
import { genericCall, mainLine, type SigningKey, signDelivery } from '../server/testing/phone-events.ts';
import type { Program } from './program.ts';

export { genericFax, genericText, mainLine } from '../server/testing/phone-events.ts';

const created = z.object({ id: z.string() });
const source = z.object({ id: z.string(), hookUrl: z.string(), secret: z.string() });

export interface Office {
  firm: TestFirm;
  owner: TestStaff;
  /** Tessa Reid, extension 101: whose calls they are unless said otherwise. */
  tessa: TestStaff;
  phones: SigningKey & { id: string };
  contact(name: string, number: string): Promise<string>;
  matter(title: string, clients: readonly string[], more?: Record<string, unknown>): Promise<string>;
  /** A call that has just ended, really delivered and signed. */
  ring(call?: Parameters<typeof genericCall>[0]): Promise<void>;
  deliver(event: object): Promise<void>;
  /** The same while the program does not listen: as if another process had taken the call in. */
  ringInside(): Promise<void>;
}

export async function openOffice({ app: world }: Program): Promise<Office> {
  const firm = await world.makeFirm({ name: 'Hartley & Reid' });
  const { owner } = firm;
  const tessa = await world.signedIn(firm, 'member', { firstName: 'Tessa', lastName: 'Reid' });
  const call = async (method: 'POST' | 'PATCH', path: string, body: unknown, status: number) => {
    const answer = await owner.call(method, `/api/v1${path}`, body);
    if (answer.statusCode !== status) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    const json: unknown = JSON.parse(answer.body);
    return json;
  };
  await call('PATCH', `/staff/${tessa.id}`, { extension: '101' }, 200);
  const connection = { kind: 'generic', name: 'Office phones', ownNumbers: [mainLine] };
  const phones = { kind: 'generic', ...source.parse(await call('POST', '/sources', connection, 201)) };
  const deliver = (event: object) => sendSigned(phones, event);
  return {
    firm,
    owner,
    tessa,
    phones,
    deliver,
    async contact(name, number) {
      const [firstName = '', lastName = ''] = name.split(' ');
      const body = { kind: 'person', firstName, lastName, phones: [{ text: number }] };
      return created.parse(await call('POST', '/contacts', body, 201)).id;
    },
    async matter(title, clients, more = {}) {
      const parties = clients.map((contactId) => ({ contactId, role: 'Client', isClient: true }));
      return created.parse(await call('POST', '/matters', { title, parties, ...more }, 201)).id;
    },
    ring: (input = {}) => deliver(recentCall(input)),
    async ringInside() {
      const request = signed(phones, recentCall());
      const url = new URL(phones.hookUrl).pathname;
      const answer = await world.app.inject({ method: 'POST', url, ...request });
      if (answer.statusCode !== 200) throw new Error(`the webhook answered ${answer.statusCode}`);
    },
  };
}

/** A call of a few minutes that ended this moment. */
export function recentCall(input: Parameters<typeof genericCall>[0] = {}): object {
  const talkSeconds = input.talkSeconds ?? 240;
  const startedAt = input.startedAt ?? new Date(Date.now() - (talkSeconds + 10) * 1000);
  return genericCall({ ...input, talkSeconds, startedAt });
}

/** Delivers as a phone system does: over HTTP, signed with the source's secret. */
export async function sendSigned(key: SigningKey, event: object): Promise<void> {
  const { headers, payload } = signed(key, event);
  const answer = await fetch(key.hookUrl, { method: 'POST', headers, body: new Uint8Array(payload) });
  if (answer.status !== 200) throw new Error(`the webhook answered ${answer.status}: ${await answer.text()}`);
}

function signed(key: SigningKey, event: object) {
  return signDelivery(key, Buffer.from(JSON.stringify(event)), { now: new Date() });
}
