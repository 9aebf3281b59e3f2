/** Asks the stand-in as anybody may ask Clio: for the tests of its habits. */
import { z } from 'zod';
import { createTestClock, type TestClock } from '../practice/clock.ts';
import { type ClioSimulator, startClioSimulator } from './index.ts';

export interface Asker {
  clock: TestClock;
  simulator: ClioSimulator;
  token: string;
  ask(path: string, init?: RequestInit & { data?: unknown }): Promise<Reply>;
  post(path: string, data: unknown): Promise<Reply>;
}
interface Reply {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Without the description, so that the simulator's own rules are seen; the budget only counts. */
export async function startAsker(options: Parameters<typeof startClioSimulator>[0] = {}): Promise<Asker> {
  const clock = createTestClock('2026-03-02T17:00:00.000Z');
  const quiet = { enforceBudget: false, seeded: false, description: null };
  const simulator = await startClioSimulator({ clock, ...quiet, ...options });
  const token = simulator.control.signIn.issue().accessToken;
  async function ask(path: string, init: RequestInit & { data?: unknown } = {}): Promise<Reply> {
    const { data, ...rest } = init;
    const response = await fetch(`${simulator.apiUrl}${path}`, {
      redirect: 'manual',
      ...rest,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...rest.headers },
      ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
    });
    const text = await response.text();
    const body: unknown = text.startsWith('{') ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body };
  }
  return { clock, simulator, token, ask, post: (path, data) => ask(path, { method: 'POST', data }) };
}

export const call = {
  type: 'PhoneCommunication',
  subject: 'Call',
  body: 'Talk',
  received_at: '2026-03-02T16:50:00Z',
};

export function idOf({ body }: Pick<Reply, 'body'>): number {
  return z.object({ data: z.object({ id: z.number() }) }).parse(body).data.id;
}
