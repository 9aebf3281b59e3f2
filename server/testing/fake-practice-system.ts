/**
 * A practice system in memory that keeps to its port and fails on request: for tests of what writes to it. The vendors'
 * own behaviour is the simulators' matter.
 */
import {
  type MirrorItem,
  type MirrorKind,
  mirrorKinds,
  type PracticeSystem,
  type PracticeSystemClient,
  type RecordThere,
  type RecordToWrite,
  VendorError,
  type Written,
} from '../vendors/ports.ts';

export interface FakeRecord {
  externalId: string;
  record: RecordToWrite;
  version: number;
  /** Epoch milliseconds from which it can be seen. */
  visibleFrom: number;
  locked: boolean;
  completed: boolean;
}

/** What happens to the next request; `null` goes well. `crash` ends the worker, not the request. */
export type Fault =
  | 'drop_before'
  | 'drop_after'
  | 'rate_limited'
  | 'server_error'
  | 'token_refused'
  | 'crash_before'
  | 'crash_after';

/** Thrown through the worker as if its process had ended there. */
export class WorkerDied extends Error {}

export interface FakePracticeSystem extends PracticeSystem {
  records: Map<string, FakeRecord>;
  /** Requests made, by what they asked. */
  requests: string[];
  contacts: Map<string, { externalId: string; name: string }>;
  /** What is there to be mirrored, by kind and id; `put` changes it at this moment. */
  there: Map<string, { item: MirrorItem; changedAt: number }>;
  put(...items: readonly MirrorItem[]): void;
  /** Deletes without a trace. */
  drop(kind: MirrorKind, externalId: string): void;
  pageSize: number;
  /** Chosen for each request in turn. */
  nextFault: () => Fault | null;
  /** Seconds until a record that was accepted can be seen. */
  lagSeconds: number;
  down: boolean;
  lockedOut: boolean;
}

export function createFakePracticeSystem(now: () => Date): FakePracticeSystem {
  let made = 0;
  const fail = (failure: 'unavailable' | 'rejected' | 'unauthorised', detail: string) =>
    new VendorError({ failure, detail });

  /** One request: fails before or after it has its effect. */
  async function request<T>(what: string, effect: () => T): Promise<T> {
    fake.requests.push(what);
    if (fake.down) throw fail('unavailable', 'nobody there');
    if (fake.lockedOut) throw fail('unauthorised', 'token refused');
    const fault = fake.nextFault();
    if (fault === 'crash_before') throw new WorkerDied();
    if (fault === 'drop_before') throw fail('unavailable', 'broken before');
    if (fault === 'server_error') throw fail('unavailable', '503');
    if (fault === 'token_refused') throw fail('unauthorised', '401');
    if (fault === 'rate_limited') {
      const retryAt = new Date(now().getTime() + 3000);
      throw new VendorError({ failure: 'rate_limited', retryAt, detail: '429' });
    }
    const result = effect();
    if (fault === 'crash_after') throw new WorkerDied();
    if (fault === 'drop_after') throw fail('unavailable', 'broken after');
    return result;
  }

  function add(record: RecordToWrite): Written {
    made += 1;
    const externalId = `x${made}`;
    const visibleFrom = now().getTime() + fake.lagSeconds * 1000;
    fake.records.set(externalId, {
      externalId,
      record,
      version: 1,
      visibleFrom,
      locked: false,
      completed: false,
    });
    if (record.record === 'contact' && record.e164 !== null)
      fake.contacts.set(record.e164, { externalId, name: record.name });
    return { externalId, version: '1', there: fake.lagSeconds === 0 };
  }

  const visible = (externalId: string) => {
    const found = fake.records.get(externalId);
    return found && found.visibleFrom <= now().getTime() ? found : null;
  };
  const toThere = ({ externalId, record, version, locked }: FakeRecord): RecordThere => ({
    externalId,
    version: String(version),
    subject: 'subject' in record ? record.subject : '',
    text: 'text' in record ? record.text : null,
    locked,
    ...(record.record === 'fee' ? { minutes: record.billedMinutes } : {}),
  });

  const client: PracticeSystemClient = {
    whoAmI: () => request('who', () => ({ accountId: 'a1', accountName: 'Fake', userName: 'Ada' })),
    // By id, so that what changes meanwhile neither hides nor repeats another one.
    pull: (kind, { cursor, since }) =>
      request(`pull ${kind} ${since === null ? 'all' : 'changes'}`, () => {
        const all = [...fake.there.values()]
          .filter(
            ({ item, changedAt }) => item.kind === kind && changedAt >= Date.parse(since ?? '1970-01-01'),
          )
          .map(({ item }) => item)
          .sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
        const rest = all.filter(({ externalId }) => cursor === null || externalId > cursor);
        const items = rest.slice(0, fake.pageSize);
        const next = rest.length > items.length ? (items.at(-1)?.externalId ?? null) : null;
        return { items, cursor: next, total: all.length };
      }),
    fetchOne: (kind, externalId) =>
      request(`fetch ${kind} ${externalId}`, () => fake.there.get(`${kind} ${externalId}`)?.item ?? null),
    findContactsByPhone: (e164) =>
      request('search', () => {
        const found = fake.contacts.get(e164);
        if (!found || !visible(found.externalId)) return [];
        return [
          {
            kind: 'contact' as const,
            externalId: found.externalId,
            version: null,
            updatedAt: null,
            type: 'person' as const,
            firstName: '',
            lastName: found.name,
            companyName: '',
            phones: [{ text: e164, label: '' }],
            emails: [],
            addresses: [],
          },
        ];
      }),
    write: (record) => request(`write ${record.record}`, () => add(record)),
    findByReference: (record) =>
      request('look', () => {
        for (const one of fake.records.values()) {
          if (one.record.reference === record.reference && visible(one.externalId))
            return { externalId: one.externalId, version: String(one.version), there: true };
        }
        return null;
      }),
    read: (_record, externalId) =>
      request('read', () => {
        const found = visible(externalId);
        return found && toThere(found);
      }),
    update: (record, externalId, version) =>
      request('update', () => {
        const found = fake.records.get(externalId);
        if (!found) throw fail('rejected', 'gone');
        if (String(found.version) !== version) return { conflict: true as const };
        found.record = record;
        found.version += 1;
        return { externalId, version: String(found.version), there: true };
      }),
    retire: (_record, externalId, how) =>
      request(`retire ${how}`, () => {
        const found = fake.records.get(externalId);
        if (how === 'remove') fake.records.delete(externalId);
        else if (found) found.completed = true;
      }),
  };

  const fake: FakePracticeSystem = {
    kind: 'fake',
    label: 'Fake',
    regions: [{ id: 'here', label: 'Here', apiUrl: 'http://127.0.0.1:9', authUrl: 'http://127.0.0.1:9' }],
    signIn: {
      grants: ['authorization_code'],
      authorizePath: '/authorize',
      tokenPath: '/token',
      pkce: true,
      clientAuthentication: 'body',
      scopes: [],
      scopeSeparator: ' ',
      accessTokenEnds: false,
      refreshTokenDays: null,
      apiKey: false,
    },
    budget: { windows: [], per: 'connection' },
    policy: {
      oneMatter: {
        call: { record: 'fee', onMatter: true },
        sms: { record: 'memo', onMatter: true },
        fax: { record: 'document', onMatter: true },
      },
      otherwise: {
        call: { record: 'task', onMatter: false },
        sms: { record: 'task', onMatter: false },
        fax: { skip: 'fax_needs_matter' },
      },
      noContact: {
        call: { record: 'task', onMatter: false },
        sms: { record: 'task', onMatter: false },
        fax: { skip: 'fax_needs_contact' },
      },
      time: 'worked_and_billed_minutes',
      activityCodeOn: ['fee'],
    },
    pulls: Object.fromEntries(mirrorKinds.map((kind) => [kind, { changesSince: true }])),
    writes: ['fee', 'task', 'memo', 'document', 'contact', 'activity_code'],
    visibleWithinSeconds: 20,
    signature: null,
    readEvent: () => ({ outcome: 'ignored', eventType: '' }),
    urlOf: (record, externalId) => `https://fake.example.com/${record}/${externalId}`,
    client: () => client,
    records: new Map(),
    requests: [],
    contacts: new Map(),
    there: new Map(),
    put(...items) {
      for (const item of items)
        fake.there.set(`${item.kind} ${item.externalId}`, { item, changedAt: now().getTime() });
    },
    drop: (kind, externalId) => void fake.there.delete(`${kind} ${externalId}`),
    pageSize: 3,
    nextFault: () => null,
    lagSeconds: 0,
    down: false,
    lockedOut: false,
  };
  return fake;
}
