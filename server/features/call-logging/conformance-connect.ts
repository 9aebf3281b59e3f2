/** A firm's connection to a practice system, as signing in leaves it, and what its mirror has taken in. */
import type { ConformanceDriver } from '../../../simulators/practice/conformance-driver.ts';
import { contextFor } from '../../../simulators/practice/conformance-driver.ts';
import { newId } from '../../platform/ids.ts';
import type { PhoneWorld } from '../../testing/phone-world.ts';
import { carriesReference } from '../../vendors/kit/reference.ts';
import type { MirrorItem, PracticeSystemClient } from '../../vendors/ports.ts';
import { sealKept } from '../connections/index.ts';
import { applyMirrored, findLocalId, type LinkKind, linkRecord } from '../mirror/index.ts';
import { nameFor } from './conformance-standing.ts';
import type { Client, ConformanceWorld, Place } from './conformance-world.ts';

interface Tokens {
  accessToken: string;
  refreshToken: string | null;
}

export interface Connected {
  connectionId: string;
  link(
    kind: LinkKind,
    externalId: string,
    localId: string,
    extra?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** A person signs in again; null: with the tokens that are there. */
  reconnect(tokens: Tokens | null): Promise<void>;
}

export async function connectTo(
  phone: PhoneWorld,
  vendor: string,
  given: {
    region: string;
    clientId: string;
    clientSecret?: string;
    apiKey?: string | null;
    addresses?: { apiUrl: string; authUrl: string; uploadUrl: string | null };
    tokens?: Tokens;
    endsAt?: Date | null;
  },
): Promise<Connected> {
  const { platform } = phone.app;
  const connectionId = newId();
  const firmId = phone.firm.id;
  const scope = platform.database.firm(firmId);
  const seal = (tokens: Tokens) =>
    sealKept(platform.secrets, connectionId, {
      clientSecret: given.clientSecret ?? 'secret',
      apiKey: given.apiKey ?? null,
      ...tokens,
      apiUrl: null,
      authUrl: null,
    });
  await scope.write((tx) =>
    tx
      .insertInto('connections')
      .values({
        firm_id: firmId,
        id: connectionId,
        vendor,
        name: vendor,
        region: given.region,
        api_url: given.addresses?.apiUrl ?? null,
        auth_url: given.addresses?.authUrl ?? null,
        upload_url: given.addresses?.uploadUrl ?? null,
        sign_in_grant: 'authorization_code',
        client_id: given.clientId,
        credentials: seal(given.tokens ?? { accessToken: 'token', refreshToken: null }),
        status: 'active',
        logs_since: new Date(0),
        hook_key: connectionId,
        hook_secret: platform.secrets.seal('hook', `connection hook ${connectionId}`),
      })
      .execute(),
  );
  return {
    connectionId,
    link: (kind, externalId, localId, extra) =>
      scope.write((tx) =>
        linkRecord(tx, {
          firmId,
          connectionId,
          kind,
          externalId,
          localId,
          version: null,
          extra,
          now: phone.clock.now,
        }),
      ),
    reconnect: (tokens) =>
      scope.write(async (tx) => {
        await tx
          .updateTable('connections')
          .set((eb) => ({
            status: 'active' as const,
            blocked_until: null,
            token_version: eb('token_version', '+', 1),
            ...(tokens === null ? {} : { credentials: seal(tokens) }),
          }))
          .where('firm_id', '=', firmId)
          .where('id', '=', connectionId)
          .execute();
      }),
  };
}

/** A vendor's simulator, let in by its own tokens; its people and matters come by the vendor's own reading. */
export async function connectSimulator(world: ConformanceWorld, driver: ConformanceDriver): Promise<Place> {
  const { phone, clock } = world;
  const { vendor } = driver;
  const firm = await driver.start(clock);
  const { accessToken, refreshToken } = firm.control.signIn.issue();
  const connected = await connectTo(phone, vendor.kind, {
    region: vendor.regions[0].id,
    ...firm.application,
    addresses: firm.addresses,
    tokens: { accessToken, refreshToken },
  });
  const aside = vendor.client(contextFor(vendor, firm, () => clock.now()));
  const staff = await staffOf(aside, firm.staff);
  await connected.link('staff', firm.staff, phone.ada.id, staff.extra);
  const mirror = (items: readonly MirrorItem[]) => takeIn(phone, connected.connectionId, vendor.label, items);
  const found = async (kind: 'contact' | 'matter', id: string) => {
    const item = await aside.fetchOne(kind, id);
    if (item === null) throw new Error(`${vendor.label} does not show the ${kind} that was just made.`);
    return item;
  };
  return {
    label: vendor.label,
    id: connected.connectionId,
    policy: vendor.policy,
    budget: vendor.budget,
    ada: firm.staff,
    async client(matters): Promise<Client> {
      const number = world.newNumber();
      const name = nameFor(number);
      const [firstName = '', lastName = ''] = name.split(' ');
      const contactThere = firm.addContact({ firstName, lastName, number });
      const mattersThere = Array.from({ length: matters }, (_, nth) =>
        firm.addMatter({ title: `Matter ${nth + 1} of ${name}`, contact: contactThere }),
      );
      world.advance(1000);
      const items = [await found('contact', contactThere)];
      for (const id of mattersThere) items.push(await found('matter', id));
      const local = await mirror(items);
      const [contactId = '', ...matterIds] = local;
      return { name, number, contactId, matterIds, contactThere, mattersThere };
    },
    standing: async (reference) => {
      const ours = new RegExp(`(?<![\\w-])${reference}(?:-\\d+)?(?![\\w-])`);
      return firm.standing().filter(({ kind, text }) => kind !== 'contact' && ours.test(text));
    },
    all: async () => firm.standing(),
    isOf: ({ text }, reference) => carriesReference(text, reference),
    chaos(disorder) {
      firm.control.faults.clear();
      if (disorder !== null) firm.control.faults.chaos({ seed: disorder.seed, rate: disorder.rate });
    },
    contacts: async (name) =>
      firm.standing().filter(({ kind, text }) => kind === 'contact' && text.includes(name)),
    faults: {
      down(on) {
        firm.control.faults.clear();
        if (on) firm.control.faults.add({ kind: 'status', status: 503, count: 1_000_000 });
      },
      lockOut: () => firm.control.signIn.revokeGrant(),
      letInAgain: async () => connected.reconnect(firm.control.signIn.issue()),
    },
    there: {
      firm,
      async linkStaff(lastName, localId) {
        const { items } = await aside.pull('staff', { cursor: null, since: null });
        const found = items.find((item) => item.kind === 'staff' && item.lastName === lastName);
        if (found === undefined) throw new Error(`Nobody there is called ${lastName}.`);
        await connected.link('staff', found.externalId, localId, found.extra);
        return found.externalId;
      },
      async mirror(kind) {
        let cursor: string | null = null;
        do {
          const page = await aside.pull(kind, { cursor, since: null });
          await mirror(page.items);
          ({ cursor } = page);
        } while (cursor !== null);
      },
    },
    violations: () => firm.control.violations,
    close: firm.close,
  };
}

async function staffOf(client: PracticeSystemClient, id: string): Promise<MirrorItem> {
  const { items } = await client.pull('staff', { cursor: null, since: null });
  const found = items.find(({ externalId }) => externalId === id);
  if (found === undefined) throw new Error('The driver names staff that is not there.');
  return found;
}

/** Answers our ids, in the order of the records. */
async function takeIn(
  phone: PhoneWorld,
  connectionId: string,
  vendorLabel: string,
  items: readonly MirrorItem[],
): Promise<string[]> {
  const firmId = phone.firm.id;
  const context = { firmId, connectionId, vendorLabel, country: 'GB', now: phone.clock.now };
  return await phone.app.platform.database.firm(firmId).write(async (tx) => {
    await applyMirrored(tx, context, items);
    const ids = [];
    for (const { kind, externalId } of items)
      if (kind === 'contact' || kind === 'matter')
        ids.push((await findLocalId(tx, { firmId, connectionId }, { kind, externalId })) ?? '');
    return ids;
  });
}
