import pg from 'pg';
import { z } from 'zod';
import { type BenchWorld, openWorld } from './bench-database.ts';
import { callEvent, signatureHeaders } from './bench-events.ts';
import { quantile, type Report } from './report.ts';

const perSecond = 200;
const seconds = 30;

/** From the webhook of an ended call to its log entry, readable by another connection; at a steady rate. */
export async function run(): Promise<Report> {
  const world = await openWorld();
  try {
    await world.context.startWork();
    const address = await world.context.app.listen({ port: 0, host: '127.0.0.1' });
    const watcher = await watch(world.connection);
    await sendSteadily(world, address, 'warm', 3);
    const sent = await sendSteadily(world, address, 'timed', seconds);
    const delays = await watcher.delays(sent);
    await watcher.close();
    const at = (q: number) => quantile(delays, q).toFixed(0);
    return {
      name: 'latency',
      about: `${perSecond} ended calls a second for ${seconds} s, each sent as one signed webhook; the clock runs from sending it until another connection can read its log entry. Program, PostgreSQL (fsync on), driver and reader share the machine.`,
      columns: ['calls', 'p50 ms', 'p95 ms', 'p99 ms'],
      rows: [[delays.length, at(0.5), at(0.95), at(0.99)]],
      targets: [
        {
          target: 'call ended → log entry p95 ≤ 500 ms at 200 calls/s',
          reached: `${at(0.95)} ms`,
          met: quantile(delays, 0.95) <= 500,
        },
      ],
      settings: { perSecond, seconds },
    };
  } finally {
    await world.close();
  }
}

let made = 0;

/** Sends at a fixed rate whatever the answers take; answers when each call was sent, by its id. */
async function sendSteadily(
  world: BenchWorld,
  address: string,
  prefix: string,
  forSeconds: number,
): Promise<Map<string, number>> {
  const sent = new Map<string, number>();
  const answers: Promise<void>[] = [];
  const start = performance.now();
  for (let i = 0; i < perSecond * forSeconds; i += 1) {
    const due = start + (i * 1000) / perSecond;
    while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 1));
    made += 1;
    const event = callEvent(made, {
      staffEmail: world.staffEmail,
      from: `+4470700${String(made % 2000).padStart(5, '0')}`,
      endedAt: new Date(),
    });
    sent.set(`gx:call-${made}`, performance.now());
    answers.push(
      send(
        `${address}${world.source.hookPath}`,
        event.body,
        signatureHeaders(event, world.source.secret, new Date()),
      ),
    );
  }
  await Promise.all(answers);
  console.log(`  ${prefix}: ${sent.size} sent and acknowledged`);
  return sent;
}

async function send(url: string, body: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: { ...headers, 'content-type': 'application/json' },
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`a webhook was answered with ${answer.status}`);
}

/** Notes when each call's log entry can first be read, woken by the commit's own notification. */
async function watch(connection: pg.PoolConfig) {
  const listener = new pg.Client(connection);
  const reader = new pg.Client(connection);
  await Promise.all([listener.connect(), reader.connect()]);
  const seen = new Map<string, number>();
  let last = new Date(0);
  let reading = false;
  let again = false;
  async function read(): Promise<void> {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    do {
      again = false;
      const { rows } = await reader.query<{ link: string; decided_at: Date }>(
        'select l.link, e.decided_at from log_entries e join session_links l on l.firm_id = e.firm_id and l.interaction_id = e.interaction_id where e.decided_at >= $1',
        [last],
      );
      const now = performance.now();
      for (const row of rows) {
        const link = z
          .string()
          .parse(row.link)
          .replace(/^call /, '');
        if (!seen.has(link)) seen.set(link, now);
        if (row.decided_at > last) last = row.decided_at;
      }
    } while (again);
    reading = false;
  }
  listener.on('notification', () => void read());
  await listener.query('listen matterline_events');
  return {
    async delays(sent: ReadonlyMap<string, number>): Promise<number[]> {
      const until = performance.now() + 30_000;
      while (performance.now() < until && [...sent.keys()].some((link) => !seen.has(link))) {
        await read();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const missing = [...sent.keys()].filter((link) => !seen.has(link));
      if (missing.length > 0)
        throw new Error(`${missing.length} calls were never logged, ${missing[0]} among them`);
      return [...sent].map(([link, at]) => (seen.get(link) ?? Number.NaN) - at);
    },
    close: async () => void (await Promise.all([listener.end(), reader.end()])),
  };
}
