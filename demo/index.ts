/** `npm run demo`: a believable firm, and phones at which something happens while one watches. */

import { ConfigError } from '../server/config.ts';
import type { Context } from '../server/context.ts';
import { findStaffByIdOrEmail, insertToken } from '../server/features/staff/index.ts';
import { audit } from '../server/platform/audit.ts';
import { createApi, type DemoApi } from './api.ts';
import { addAppointments } from './appointments.ts';
import { addEnquiries } from './enquiries.ts';
import { addFeeScale } from './fee-scale.ts';
import { createDemoFirm, fillFirm } from './firm.ts';
import { startLive } from './live.ts';
import { addOnboarding, startOnboarding } from './onboarding.ts';
import { playPast } from './past.ts';
import { contacts, emailOf, firmName, password, type StaffKey, staff } from './people.ts';
import { type Phones, startPhones } from './phones.ts';
import { type PracticeSystems, startPracticeSystems } from './practice-systems.ts';
import { addRecords } from './records.ts';
import { addConversations } from './talk.ts';

/** Tells in the audit log that the firm is whole, so that the next start only starts the phones. */
const finished = { action: 'demo.made', subjectType: 'demo' };
const tokenName = 'Simulated phones';

export interface RunningDemo {
  stop(): Promise<void>;
}

/**
 * Makes the demo firm in an empty database, or goes on with the one made before, and starts its phones. Throws a
 * ConfigError with one sentence when the database holds another firm.
 */
export async function startDemo(context: Context): Promise<RunningDemo> {
  const known = await findDemoFirm(context);
  const { firmId, ownerId } = known ?? (await createDemoFirm(context));
  const api = createApi(context.app, { token: await makeToken(context, firmId, ownerId) });
  if (known === null) {
    console.log('Making the demo firm, about half a minute …');
    const ids = await fillFirm(context, api, { firmId, ownerId });
    await addRecords(api, ids);
    await addAppointments(api, ids);
    await addFeeScale(api);
    await addEnquiries(api);
    await addConversations(context, api, ids);
  }
  await revokeOldTokens(api);
  const [phones, systems, onboarding] = await Promise.all([
    startPhones(context.app, api),
    startPracticeSystems(api),
    startOnboarding(api),
  ]);
  if (known === null) await addOnboarding(api, onboarding);
  if (known === null) await finish(context, api, phones, firmId);
  const live = startLive(phones, context.platform.logger);
  console.log(greeting(systems));
  return {
    async stop() {
      await live.stop();
      await Promise.all([phones.close(), systems.close(), onboarding.close()]);
    },
  };
}

async function finish({ platform }: Context, api: DemoApi, phones: Phones, firmId: string): Promise<void> {
  await playPast(phones, api);
  await platform.database
    .firm(firmId)
    .write((tx) =>
      audit(tx, { firmId, staffId: null, subjectId: firmId, ...finished, at: platform.clock.now() }),
    );
}

/** The demo firm of an earlier start, null in an empty database; anything else is refused. */
async function findDemoFirm({ platform }: Context): Promise<{ firmId: string; ownerId: string } | null> {
  const firms = await platform.database.system((tx) =>
    tx.selectFrom('firms').select(['id', 'name']).limit(2).execute(),
  );
  const [firm] = firms;
  if (!firm) return null;
  const firmId = firm.id;
  const found = await platform.database.firm(firmId).read(async (tx) => ({
    owner: await findStaffByIdOrEmail(tx, firmId, emailOf(staff[0])),
    whole: await tx
      .selectFrom('audit_log')
      .select('id')
      .where('firm_id', '=', firmId)
      .where('action', '=', finished.action)
      .limit(1)
      .executeTakeFirst(),
  }));
  if (firms.length > 1 || !found.owner)
    throw new ConfigError(
      `the database already holds ${firms.length > 1 ? 'several firms' : `the firm “${firm.name}”`}, and the demo never touches a real firm; give it a place of its own, as in DATA_DIR=./demo-data npm run demo`,
    );
  if (!found.whole)
    throw new ConfigError(
      'an earlier start of the demo was stopped before its firm was whole; remove the data folder (DATA_DIR) and start again',
    );
  return { firmId, ownerId: found.owner.id };
}

function makeToken({ platform }: Context, firmId: string, staffId: string): Promise<string> {
  const now = platform.clock.now();
  return platform.database.firm(firmId).write(async (tx) => {
    const { token } = await insertToken(tx, firmId, { staffId, name: tokenName }, now);
    return token;
  });
}

/** Those of earlier starts: nobody knows them any more. */
async function revokeOldTokens(api: DemoApi): Promise<void> {
  const { items } = await api.call('GET /api/v1/tokens');
  const ours = items.filter(({ name }) => name === tokenName);
  const newest = ours.toSorted((a, b) => b.id.localeCompare(a.id))[0];
  for (const { id } of ours)
    if (id !== newest?.id) await api.call('DELETE /api/v1/tokens/:id', { params: { id } });
}

function greeting({ pages }: PracticeSystems): string {
  const shown: readonly StaffKey[] = ['margaret', 'grace', 'priya'];
  const client = contacts.find(({ key }) => key === 'okafor');
  const logins = staff
    .filter(({ key }) => shown.includes(key))
    .map((person) => `  ${emailOf(person).padEnd(32)} ${person.job}`);
  return [
    '',
    `This is a demo: ${firmName} and everybody in it are made up, and the phones are simulated.`,
    `Sign in with one of these; the password of all is “${password}”:`,
    ...logins,
    `To see the client’s side, open /portal as ${client?.email}; the mail with the code is in Settings → Outbox.`,
    'A simulated Smokeball and Clio wait in Settings → Connections: sign in there, and the next calls are logged in them too.',
    ...pages.map(({ name, url }) => `  what was written to ${name}: ${url}`),
    'Something happens at the phones every 20 to 60 seconds. No mail leaves this machine.',
    '',
  ].join('\n');
}
