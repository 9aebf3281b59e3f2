/**
 * Clients with their portal open, and messages of the firm to them: how long sending takes, and how long until the stream of
 * whom it concerns says so. The whole program (requests, workers, notices) and PostgreSQL on the driver's machine.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { insertToken } from '../server/features/staff/index.ts';
import { furnishCrowd } from '../server/testing/live-crowd.ts';
import { addFirm, type BenchWorld, openWorld } from './bench-database.ts';
import { median, type Report } from './report.ts';
import { freePort, processorMs, residentMb, startServer } from './server-process.ts';

const streams = Number(process.env.PORTAL_STREAMS ?? '10000');
const firms = Number(process.env.PORTAL_FIRMS ?? '20');
const perSecond = Number(process.env.PORTAL_PER_SECOND ?? '500');
const seconds = Number(process.env.PORTAL_SECONDS ?? '20');
const rounds = 3;
const program = fileURLToPath(new URL('../server/main.ts', import.meta.url));
const driverProgram = fileURLToPath(new URL('./portal-driver.ts', import.meta.url));

const figures = z.object({ p50: z.number(), p99: z.number() });
const result = z.object({
  ...{ perSecond: z.number(), failed: z.number(), unseen: z.number() },
  ...{ send: figures, seen: figures },
});

/** With the processor time of the server that a message took, in milliseconds. */
type Measured = z.output<typeof result> & { work: number };

export async function run(): Promise<Report> {
  const world = await openWorld();
  const port = await freePort();
  const conversations = await furnish(world);
  const server = await startServer(world, { program, port });
  const driver = fork(driverProgram, { execArgv: ['--no-warnings'] });
  try {
    const tokens = conversations.map((_one, n) => `token-${n + 1}`);
    // The first thousand pay for what all share: code, buffers, connections.
    const shared = Math.min(1000, streams / 10);
    await ask(driver, { do: 'listen', port, tokens: tokens.slice(0, shared), first: 0 });
    const before = await residentMb(server);
    await ask(driver, { do: 'listen', port, tokens: tokens.slice(shared), first: shared });
    const each = ((await residentMb(server)) - before) * (1024 / (streams - shared));
    const send = { do: 'send', port, perSecond, conversations };
    // What the first messages warm up is not measured.
    await ask(driver, { ...send, seconds: 5 });
    const measured: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const used = await processorMs(server);
      const one = result.parse(await ask(driver, { ...send, seconds }));
      measured.push({ ...one, work: ((await processorMs(server)) - used) / (perSecond * seconds) });
    }
    return reportOf(measured, each);
  } finally {
    driver.kill('SIGKILL');
    server.kill('SIGKILL');
    await once(server, 'exit');
    await world.close();
  }
}

function reportOf(measured: readonly Measured[], each: number): Report {
  const ms = (value: number) => value.toFixed(1);
  const send = median(measured.map((one) => one.send.p99));
  const seen = median(measured.map((one) => one.seen.p99));
  const lost = measured.reduce((sum, { failed, unseen }) => sum + failed + unseen, 0);
  return {
    name: 'portal',
    about: `${streams} clients of ${firms} firms, each with an open stream; ${perSecond} messages of staff a second at even distances, whether answered or not, each to another client. Sent: until the server has answered, the message committed with fsync. Seen: until that client's stream has said so. The program with its workers, PostgreSQL and the driver share the machine.`,
    columns: [
      'round',
      'messages/s',
      'send p50 ms',
      'send p99 ms',
      'seen p50 ms',
      'seen p99 ms',
      'failed',
      'unseen',
      'server CPU ms a message',
    ],
    rows: measured.map((one, n) => [
      ...[n + 1, one.perSecond.toFixed(0), ms(one.send.p50), ms(one.send.p99), ms(one.seen.p50)],
      ...[ms(one.seen.p99), one.failed, one.unseen, one.work.toFixed(2)],
    ]),
    targets: [
      { target: `send p99 ≤ 50 ms at ${perSecond}/s`, reached: `${ms(send)} ms`, met: send <= 50 },
      { target: 'seen p99 ≤ 150 ms', reached: `${ms(seen)} ms`, met: seen <= 150 },
      { target: 'every message is answered and seen', reached: `${lost} were not`, met: lost === 0 },
      { target: '≤ 20 KB a stream', reached: `${each.toFixed(1)} KB`, met: each <= 20 },
    ],
    settings: { streams, firms, perSecond, seconds, rounds },
  };
}

async function ask(driver: ChildProcess, order: object): Promise<unknown> {
  driver.send(order);
  const [answer]: unknown[] = await once(driver, 'message');
  return answer;
}

/** In the order of their tokens. Everybody was welcomed before, and messages leave at once. */
async function furnish(world: BenchWorld): Promise<{ id: string; token: string }[]> {
  const { context } = world;
  const { database, clock } = context.platform;
  const all: { id: string; token: string }[] = [];
  for (let n = 0; n < firms; n += 1) {
    const { firmId, staffId } = await addFirm(context, `owner${n}@example.com`);
    const { token } = await database
      .firm(firmId)
      .write((tx) => insertToken(tx, firmId, { staffId, name: 'bench' }, clock.now()));
    const count = Math.ceil(streams / firms);
    const { conversationIds } = await furnishCrowd(database.pool, { firmId, staffId }, count, 1 + n * count);
    for (const id of conversationIds) all.push({ id, token });
    await database.pool.query(
      `insert into notice_timers (firm_id, conversation_id, portal_user_id, welcomed_at) select $1, id, id, now() from unnest($2::uuid[]) id`,
      [firmId, conversationIds],
    );
    await database.pool.query(`insert into portal_settings (firm_id, undo_seconds) values ($1, 0)`, [firmId]);
  }
  await database.pool.query('analyze');
  return all;
}
