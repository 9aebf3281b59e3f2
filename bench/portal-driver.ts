/**
 * Holds the streams and sends the messages, in a process of its own, so that the server's work is not the driver's. It is
 * told what to do by messages of its parent, and answers each with one.
 */
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { listenAll } from '../server/testing/live-crowd.ts';
import { quantile } from './report.ts';

const order = z.discriminatedUnion('do', [
  z.object({
    ...{ do: z.literal('listen'), port: z.number(), tokens: z.array(z.string()) },
    /** The number of the first of these streams. */
    first: z.number(),
  }),
  z.object({
    do: z.literal('send'),
    port: z.number(),
    perSecond: z.number(),
    seconds: z.number(),
    /** In the order of the streams: whose conversation it is, and the token of the staff member who writes in it. */
    conversations: z.array(z.object({ id: z.string(), token: z.string() })),
  }),
]);
type Sending = Extract<z.output<typeof order>, { do: 'send' }>;

/** Of each stream: when a message left that it has not been told of. */
const waiting = new Map<number, number>();
const seen: number[] = [];

function hear(stream: number, part: string): void {
  const sentAt = waiting.get(stream);
  if (sentAt === undefined || !part.includes('conversation.changed')) return;
  waiting.delete(stream);
  seen.push(performance.now() - sentAt);
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function post(port: number, { id, token }: { id: string; token: string }): Promise<boolean> {
  const body = JSON.stringify({
    body: 'The searches are back; nothing in them worries us.',
    confirmed: true,
  });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve) => {
    const sending = request(
      {
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: `/api/v1/conversations/${id}/messages`,
        agent,
        headers,
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode === 201));
      },
    );
    sending.on('error', () => resolve(false));
    sending.end(body);
  });
}

/** At even distances, whether those before were answered or not: a slow server is not spared. */
async function sendAll({ port, perSecond, seconds, conversations }: Sending) {
  const took: number[] = [];
  let failed = 0;
  const start = performance.now();
  const total = perSecond * seconds;
  const under: Promise<void>[] = [];
  for (let n = 0; n < total; n += 1) {
    const ahead = start + (n * 1000) / perSecond - performance.now();
    if (ahead > 1) await wait(ahead);
    // Far apart, and each once in a round of all.
    const stream = (n * 7919) % conversations.length;
    const conversation = conversations[stream];
    if (!conversation) continue;
    const sentAt = performance.now();
    waiting.set(stream, sentAt);
    under.push(
      post(port, conversation).then((ok) => {
        took.push(performance.now() - sentAt);
        if (!ok) failed += 1;
      }),
    );
  }
  await Promise.all(under);
  const elapsed = (performance.now() - start) / 1000;
  await wait(1000);
  const of = (values: readonly number[]) => ({ p50: quantile(values, 0.5), p99: quantile(values, 0.99) });
  const answer = {
    perSecond: took.length / elapsed,
    failed,
    unseen: waiting.size,
    send: of(took),
    seen: of(seen),
  };
  waiting.clear();
  seen.length = 0;
  return answer;
}

process.on('message', async (message) => {
  const wanted = order.parse(message);
  if (wanted.do === 'send') process.send?.(await sendAll(wanted));
  else {
    const { port, tokens, first } = wanted;
    const opened = await listenAll(port, tokens, (n, part) => hear(first + n, part));
    process.send?.({ streams: opened.length });
  }
});
