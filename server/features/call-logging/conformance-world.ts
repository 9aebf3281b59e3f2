/**
 * One firm whose phone events are logged to one or more destinations of any kind: the firm's own record, a practice system
 * in memory, and every vendor's simulator. What stands there is told in the same words for all.
 */
import { createServer } from 'node:http';
import { type Clock, createTestClock } from '../../../simulators/practice/clock.ts';
import type {
  ConformanceDriver,
  SimulatedFirm,
  Standing,
} from '../../../simulators/practice/conformance-driver.ts';
import {
  createFakePracticeSystem,
  type FakePracticeSystem,
  type Fault,
} from '../../testing/fake-practice-system.ts';
import { genericCall, genericFax, genericText } from '../../testing/phone-events.ts';
import { type InteractionView, type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { drivers } from '../../vendors/conformance-drivers.ts';
import {
  type BudgetFacts,
  type DestinationPolicy,
  type MirrorKind,
  type PracticeSystem,
  VendorError,
} from '../../vendors/ports.ts';
import { writeRound } from '../destinations/index.ts';
import { connectSimulator } from './conformance-connect.ts';
import { connectMemory, embeddedPlace } from './conformance-places.ts';
import { createWriter } from './follow-writes.ts';

export interface Client {
  name: string;
  number: string;
  /** Ours. */
  contactId: string;
  matterIds: string[];
  /** As the destination knows them. */
  contactThere: string;
  mattersThere: string[];
}

/** A destination under test. */
export interface Place {
  label: string;
  /** 'embedded', or the connection's id. */
  id: string;
  policy: DestinationPolicy;
  /** What the vendor allows; null: as much as one likes. */
  budget: BudgetFacts | null;
  /** Staff there who is Ada here. */
  ada: string;
  /** Somebody with so many open matters, known there and here. */
  client(matters: number): Promise<Client>;
  /** Everything of the interaction with this reference. */
  standing(reference: string): Promise<Standing[]>;
  /** All contacts there by this name, or the number where there is none. */
  contacts(name: string): Promise<Standing[]>;
  /** Everything that stands there. */
  all(): Promise<Standing[]>;
  /** Carries exactly this reference. */
  isOf(one: Standing, reference: string): boolean;
  /** Requests go wrong at random; null: no more. */
  chaos?(disorder: { seed: number; rate: number; pick(): Fault } | null): void;
  /** Null: it never fails. */
  faults: { down(on: boolean): void; lockOut(): void; letInAgain(): Promise<void> } | null;
  /** A vendor's simulator, and more of it taken in; null where there is none. */
  there: There | null;
  /** Requests and answers that the vendor's description does not know. */
  violations(): readonly string[];
  close(): Promise<void>;
}

export interface There {
  firm: SimulatedFirm;
  /** A staff member there is this person here. */
  linkStaff(lastName: string, localId: string): Promise<string>;
  /** Pulls all of a kind, as the nightly pass does. */
  mirror(kind: MirrorKind): Promise<void>;
}

export type PlaceName = 'embedded' | 'memory' | string;
export const placeNames: readonly PlaceName[] = [
  'embedded',
  'memory',
  ...drivers.map(({ vendor }) => vendor.kind),
];

export interface ConformanceWorld {
  phone: PhoneWorld;
  clock: Clock;
  advance(milliseconds: number): void;
  /** A new firm that logs to these. */
  open(...names: readonly PlaceName[]): Promise<Place[]>;
  /** Works off all that is due for the firm, moving the clock to what is due next; not past `until`. */
  work(until?: Date): Promise<void>;
  /** When anything of the firm is due next; null: nothing is open where writing goes on. */
  nextMoment(): Promise<Date | null>;
  event(kind: 'call' | 'sms' | 'fax', from: string, more?: EventMore): Promise<InteractionView>;
  entry(id: string, place: Place): Promise<InteractionView['logEntries'][number]>;
  newNumber(): string;
  close(): Promise<void>;
}

export interface EventMore {
  name?: string;
  talkSeconds?: number;
  callId?: string;
  eventId?: string;
  /** The fax's pages never come. */
  withoutFile?: boolean;
  staff?: Record<string, unknown> | null;
}

export const faxBytes = '%PDF-1.4 one page';

export async function startConformanceWorld(): Promise<ConformanceWorld> {
  const clock = createTestClock('2026-03-02T10:10:00.000Z');
  const fake = createFakePracticeSystem(() => clock.now());
  const systems = Object.fromEntries(
    drivers.map(({ vendor }) => [
      vendor.kind,
      timed(vendor, clock, (milliseconds) => world.advance(milliseconds)),
    ]),
  );
  const first = await startPhoneWorld({ practiceSystems: { ...systems, fake }, allowLoopback: true });
  const pages = await servePages();
  let numbers = 0;
  let places: Place[] = [];
  const world: ConformanceWorld = {
    phone: first,
    clock,
    advance(milliseconds) {
      clock.advance(milliseconds);
      first.clock.now = clock.now();
    },
    async open(...names) {
      await Promise.all(places.map((place) => place.close()));
      world.advance(0);
      world.phone = await first.newFirm();
      places = [];
      for (const name of names) places.push(await openPlace(world, name, fake));
      return places;
    },
    work: (until) => workOff(world, until),
    nextMoment: () => nextMoment(world),
    event: (kind, from, more = {}) => tell(world, kind, from, more, pages.url),
    async entry(id, place) {
      const { logEntries } = await world.phone.interaction(id);
      const found = logEntries.find(({ destination }) => destination === place.id);
      if (found === undefined) throw new Error(`Nothing was decided for ${place.label}.`);
      return found;
    },
    newNumber() {
      numbers += 1;
      // Ofcom's numbers for drama: nobody has them.
      return `+44${numbers < 800 ? 2079460000 + 199 + numbers : 1632960000 + numbers - 800}`;
    },
    async close() {
      await Promise.all(places.map((place) => place.close()));
      pages.close();
      await first.close();
    },
  };
  return world;
}

/** What one request takes, on the clock that everybody goes by. */
const requestMilliseconds = 250;

/** How long the product itself waits for room in a budget before it puts the work off. */
const patienceMilliseconds = 3000;

/** Time passes with each request, and while it waits for its turn: nobody else moves this clock meanwhile. */
function timed(vendor: PracticeSystem, clock: Clock, pass: (milliseconds: number) => void): PracticeSystem {
  const client: PracticeSystem['client'] = (context) =>
    vendor.client({
      ...context,
      async fetch(input, init) {
        pass(requestMilliseconds);
        const until = clock.now().getTime() + patienceMilliseconds;
        for (;;) {
          try {
            return await context.fetch(input, init);
          } catch (error) {
            const problem = error instanceof VendorError ? error.problem : null;
            if (problem?.failure !== 'rate_limited' || problem.retryAt.getTime() > until) throw error;
            pass(Math.max(1, problem.retryAt.getTime() - clock.now().getTime()));
          }
        }
      },
    });
  return { ...vendor, client };
}

function openPlace(world: ConformanceWorld, name: PlaceName, fake: FakePracticeSystem): Promise<Place> {
  const driver = drivers.find(({ vendor }) => vendor.kind === name);
  if (driver) return connectSimulator(world, driver satisfies ConformanceDriver);
  return name === 'memory' ? connectMemory(world, fake) : Promise.resolve(embeddedPlace(world));
}

async function tell(
  { phone, clock }: ConformanceWorld,
  kind: 'call' | 'sms' | 'fax',
  from: string,
  { name, talkSeconds = 240, callId, eventId, withoutFile, staff }: EventMore,
  pagesUrl: string,
): Promise<InteractionView> {
  const at = new Date(clock.now().getTime() - 600_000);
  const who = staff === undefined ? {} : { staff };
  if (kind === 'call') {
    const call = genericCall({
      far: name === undefined ? from : { number: from, name },
      talkSeconds,
      startedAt: at,
      ...(callId === undefined ? {} : { callId }),
      ...(staff === undefined ? {} : { staff }),
    });
    return await phone.log(eventId === undefined ? call : { ...call, id: eventId });
  }
  if (kind === 'sms') return await phone.log(genericText({ from, ...who }, at));
  const fax = withoutFile ? {} : { documentUrl: pagesUrl };
  const made = await phone.log(genericFax({ from, ...fax, ...who }, at));
  await phone.fetchFiles();
  return await phone.interaction(made.id);
}

/** Pages of a fax, where a phone system would keep them. */
async function servePages(): Promise<{ url: string; close(): void }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/pdf' }).end(faxBytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/fax.pdf`, close: () => server.close() };
}

const mostRounds = 2000;

async function workOff(world: ConformanceWorld, until?: Date): Promise<void> {
  const deps = createWriter(world.phone.deps);
  for (let round = 0; round < mostRounds; round += 1) {
    await writeRound(deps);
    const next = await nextMoment(world);
    if (next === null || (until !== undefined && next > until)) return;
    world.advance(Math.max(250, next.getTime() - world.clock.now().getTime()));
  }
  throw new Error('The writes do not come to an end.');
}

async function nextMoment({ phone, clock }: ConformanceWorld): Promise<Date | null> {
  const rows = await phone.query<{ due: Date; blocked: Date | null }>(
    `select w.due_at as due, c.blocked_until as blocked
     from destination_writes w join connections c on c.firm_id = w.firm_id and c.id = w.connection_id
     where w.firm_id = $1 and w.state in ('waiting', 'sending', 'unknown', 'confirming') and c.status = 'active'`,
    [phone.firm.id],
  );
  if (rows.length === 0) return null;
  const now = clock.now().getTime();
  const moments = rows.map(({ due, blocked }) => Math.max(due.getTime(), blocked?.getTime() ?? 0, now));
  const later = moments.filter((at) => at > now);
  return new Date(later.length > 0 ? Math.min(...later) : now);
}
