/**
 * What every practice system must do, tried on each against its own simulator. A vendor takes part by one small file beside
 * its simulator (`conformance-driver.ts`); nothing here knows which vendor it is.
 */
import { createTestClock, type TestClock } from '../../simulators/practice/clock.ts';
import {
  type ConformanceDriver,
  contextFor,
  createProgress,
  type SimulatedFirm,
  type Standing,
  standingOf,
} from '../../simulators/practice/conformance-driver.ts';
import type { Fault } from '../../simulators/practice/faults.ts';
import {
  type ExternalRef,
  type FileToWrite,
  type MirrorItem,
  type MirrorKind,
  type OfMatterToWrite,
  type PracticeSystem,
  type PracticeSystemClient,
  type RecordToWrite,
  VendorError,
  type WriteProgress,
  type Written,
  type WrittenKind,
} from './ports.ts';

export interface Bench {
  vendor: PracticeSystem;
  firm: SimulatedFirm;
  clock: TestClock;
  client: PracticeSystemClient;
  signInAgain(): void;
  contact: string;
  matter: string;
  /** Staff as the mirror keeps it. */
  staff: ExternalRef;
  /** Lets pass what a record may need to be seen. */
  settle(): void;
  record(kind: WrittenKind, reference: string, more?: Partial<LogWords>): RecordToWrite;
  standing(record: RecordToWrite): Standing[];
}

interface Refs {
  contact: ExternalRef | null;
  matter: ExternalRef | null;
  staff: ExternalRef | null;
}

interface Given extends Refs {
  assignee: ExternalRef;
  matterType: ExternalRef | null;
}

interface LogWords extends Refs {
  subject: string;
  text: string;
}

export async function startBench(
  driver: ConformanceDriver,
  options: { lagMilliseconds?: number } = {},
): Promise<Bench> {
  const clock = createTestClock('2026-03-02T17:00:00.000Z');
  const firm = await driver.start(clock, options);
  const contact = firm.addContact({ firstName: 'Dana', lastName: 'Whitlock', number: '+14155550142' });
  const matter = firm.addMatter({ title: 'Lease dispute', contact });
  clock.advance(10 * (options.lagMilliseconds ?? 0));
  const { vendor } = driver;
  const context = contextFor(vendor, firm, () => clock.now());
  const client = vendor.client(context);
  const staff = await staffRef(client, firm.staff);
  const [type] = vendor.pulls.matter_type ? (await pullAll(client, 'matter_type')).items : [];
  const matterType = type === undefined ? null : refOf(type.externalId);
  const refs = { contact: refOf(contact), matter: refOf(matter), staff, matterType };
  return {
    vendor,
    firm,
    clock,
    client,
    signInAgain: context.signInAgain,
    contact,
    matter,
    staff,
    settle: () => clock.advance((vendor.visibleWithinSeconds + 1) * 1000),
    record: (kind, reference, more) => recordOf(kind, reference, { ...refs, assignee: staff, ...more }),
    standing: (record) => standingOf(firm, record.record, markOf(record)),
  };
}

async function staffRef(client: PracticeSystemClient, id: string): Promise<ExternalRef> {
  const { items } = await pullAll(client, 'staff');
  const found = items.find(({ externalId }) => externalId === id);
  if (found === undefined) throw new Error('The driver names staff that is not there.');
  return { id, extra: found.extra ?? {} };
}

/** An id of nobody's, as some vendors spell them. */
const nowhere: ExternalRef = { id: '00000000-0000-4000-8000-00000000ffff', extra: {} };
const refOf = (id: string): ExternalRef => ({ id, extra: {} });

/** By what a record is told from others there. */
export function markOf(record: RecordToWrite): string {
  if (record.record === 'contact') return record.name;
  return record.record === 'activity_code' ? record.label : record.reference;
}

export const fileText = '%PDF-1.4 a fax of one page';

function recordOf(
  kind: WrittenKind,
  reference: string,
  { assignee, matterType, ...more }: Partial<LogWords> & Given,
): RecordToWrite {
  const number = numberFrom(reference);
  if (kind === 'contact')
    return { record: kind, reference, type: 'person', name: `Grace H${number}`, e164: number, country: 'US' };
  if (kind === 'activity_code')
    return { record: kind, reference, label: `C ${reference}`.slice(0, 20), description: 'Telephone call' };
  const log = { ...callWords(reference), ...more };
  const fileOf = (name: string): FileToWrite => ({
    name,
    contentType: 'application/pdf',
    sizeBytes: fileText.length,
    open: async () => new Blob([fileText]).stream(),
  });
  switch (kind) {
    case 'fee':
      return {
        ...log,
        record: kind,
        workedMinutes: 7,
        billedMinutes: 12,
        billable: true,
        activityCode: 'ion8-CALL',
      };
    case 'task':
      return {
        ...log,
        record: kind,
        assignee,
        dueOn: '2026-03-03',
      };
    case 'time_entry':
      return { ...log, record: kind, billable: true, activityCode: null, parentId: null };
    case 'document':
    case 'attachment':
      return { ...log, interaction: 'fax', record: kind, file: fileOf(`Fax ${reference}.pdf`) };
    case 'memo':
    case 'note':
      return { ...log, interaction: 'sms', record: kind };
    case 'communication':
    case 'interaction':
      return { ...log, record: kind };
    default:
      return recordOfMatter(kind, { ...log, matterType }, fileOf);
  }
}

/** What a conversion writes, in the same words. */
function recordOfMatter(
  record: OfMatterToWrite['record'],
  {
    reference,
    subject,
    text: fenced,
    contact,
    matter,
    staff,
    date,
    matterType,
  }: ReturnType<typeof callWords> & Refs & Pick<Given, 'matterType'>,
  fileOf: (name: string) => FileToWrite,
): OfMatterToWrite {
  // No log, so without the lines that part a log's text from other people's.
  const text = fenced.split('\n').slice(1, -1).join('\n');
  if (record === 'matter')
    return {
      record,
      reference,
      title: `Whitlock – Lease ${reference}`,
      description: '',
      matterType,
      clients: contact === null ? [] : [contact],
      clientRole: null,
      personResponsible: staff,
      referrer: null,
      openedOn: date,
    };
  const on = { reference, matter: matter ?? nowhere };
  switch (record) {
    case 'fixed_fee':
    case 'cost_recovery': {
      const charge = { amount: 45_000, currency: 'USD', tax: 'standard', activityCode: null } as const;
      const common = { ...on, ...charge, staff, date, subject, text };
      return record === 'fixed_fee' ? { ...common, record } : { ...common, record, quantity: 3 };
    }
    case 'matter_memo':
      return { ...on, record, staff, date, subject, text };
    case 'matter_document':
      return { ...on, record, file: fileOf(`Quote ${reference}.pdf`) };
    case 'layout':
      return { ...on, record, layout: 'completion_details', values: { completionDate: '2026-05-01' } };
  }
}

function callWords(reference: string) {
  return {
    reference,
    interaction: 'call' as const,
    direction: 'inbound' as const,
    outcome: 'answered',
    subject: 'Call from Dana Whitlock',
    text: textWith(reference, 'Talk time: 6 min 12 s'),
    startedAt: '2026-03-02T16:50:00.000Z',
    endedAt: '2026-03-02T16:56:12.000Z',
    date: '2026-03-02',
    timeZone: 'America/Los_Angeles',
    talkSeconds: 372,
    party: { e164: '+14155550142', name: 'Dana Whitlock' },
  };
}

export function textWith(reference: string, words: string): string {
  return `--- Call log ${reference} ---\n${words}\n--- End of ${reference} ---`;
}

/** A reserved number of its own for each reference. */
function numberFrom(reference: string): string {
  let sum = 0;
  for (const letter of reference) sum = (sum * 31 + letter.charCodeAt(0)) % 79_900;
  return `+1${200 + (sum % 700)}55501${String(Math.floor(sum / 800)).padStart(2, '0')}`;
}

export async function pullAll(
  client: PracticeSystemClient,
  kind: MirrorKind,
  since: string | null = null,
): Promise<{ items: MirrorItem[]; pages: number }> {
  const items: MirrorItem[] = [];
  let cursor: string | null = null;
  for (let pages = 1; ; pages += 1) {
    const page = await client.pull(kind, { cursor, since });
    items.push(...page.items);
    cursor = page.cursor;
    if (cursor === null) return { items, pages };
  }
}

/** As the ledger does: send; when nobody heard the answer, look until it must be visible; only then send again. */
export async function writeOnce(bench: Bench, record: RecordToWrite): Promise<Written> {
  const progress = createProgress();
  let inDoubt = false;
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const answer = await tryOnce(bench, record, progress, inDoubt);
    if (answer !== 'again' && answer !== 'doubt') return answer;
    inDoubt ||= answer === 'doubt';
    bench.settle();
    // A minute's budget, should the vendor have named one.
    bench.clock.advance(60_000);
  }
  throw new Error('never written');
}

async function tryOnce(
  { client, signInAgain }: Bench,
  record: RecordToWrite,
  progress: WriteProgress,
  inDoubt: boolean,
): Promise<Written | 'again' | 'doubt'> {
  try {
    const found = inDoubt ? await client.findByReference(record, progress) : null;
    return found ?? (await client.write(record, progress));
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    const { failure } = error.problem;
    if (failure === 'unavailable') return 'doubt';
    if (failure === 'unauthorised') signInAgain();
    if (failure === 'rate_limited' || failure === 'unauthorised') return 'again';
    throw error;
  }
}

/** What may happen to any one request. */
export const mishaps: readonly [string, Fault][] = [
  ['breaks before it counts', { kind: 'dropBeforeCommit' }],
  ['breaks after it counted', { kind: 'dropAfterCommit' }],
  ['is refused as too many', { kind: 'status', status: 429, retryAfterSeconds: 1 }],
  ['meets a server error', { kind: 'status', status: 503 }],
  ['comes with a token that has ended', { kind: 'expireToken' }],
];

/** How many requests the work takes. */
export async function requestsOf({ firm }: Bench, work: () => Promise<unknown>): Promise<number> {
  const before = firm.control.log.length;
  await work();
  return firm.control.log.length - before;
}

export async function problemOf(work: Promise<unknown>): Promise<VendorError['problem'] | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    return error.problem;
  }
}
