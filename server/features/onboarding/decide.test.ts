import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OnboardingOrder, OnboardingTask, OnboardingWorkspace } from '../../vendors/ports.ts';
import {
  type Decision,
  decisionsNeeded,
  fileNameOf,
  isNewer,
  nextTry,
  papersOf,
  planCosts,
  renewalOf,
  restSeconds,
  standingOf,
  triggersOf,
} from './decide.ts';

const at = '2026-03-02T10:00:00.000Z';
const task = (more: Partial<OnboardingTask> = {}): OnboardingTask => ({
  id: 't',
  type: 'id',
  clientId: 'c1',
  form: null,
  paper: null,
  label: '',
  status: 'complete',
  completedAt: at,
  result: 'pass',
  detail: '',
  sourceRef: null,
  renewalOn: null,
  documents: [],
  ...more,
});
const order = (more: Partial<OnboardingOrder> = {}): OnboardingOrder => ({
  id: 'o',
  product: 'Search',
  kind: 'search',
  status: 'returned',
  price: { net: 100, vat: 20, gross: 120, currency: 'GBP' },
  orderedAt: at,
  returnedAt: at,
  documents: [],
  ...more,
});
const client = (id: string) => ({
  id,
  name: id,
  email: null,
  invitedAt: at,
  openedAt: null,
  completedAt: null,
});
const workspace = (more: Partial<OnboardingWorkspace> = {}): OnboardingWorkspace => ({
  id: 'w',
  reference: null,
  version: 1,
  updatedAt: at,
  url: null,
  clients: [client('c1')],
  tasks: [],
  orders: [],
  ...more,
});
const said = (decision: 'accept' | 'reject', more: Partial<Decision> = {}): Decision => ({
  taskId: 't',
  result: 'refer',
  completedAt: at,
  decision,
  ...more,
});

describe('what is told', () => {
  test('ends in the same state in any order and however often each is repeated', () => {
    const some = fc.record({
      version: fc.nat(3),
      updatedAt: fc.constantFrom(at, '2026-03-02T10:00:01.000Z'),
      result: fc.constantFrom('pass' as const, 'refer' as const),
    });
    const fold = (events: readonly OnboardingWorkspace[]) =>
      events.reduce<OnboardingWorkspace | null>((kept, told) => (isNewer(told, kept) ? told : kept), null);
    fc.assert(
      fc.property(
        fc
          .array(
            some.map(({ result, ...more }) => workspace({ ...more, tasks: [task({ result })] })),
            { minLength: 1, maxLength: 8 },
          )
          .chain((events) =>
            fc.tuple(
              fc.constant(events),
              fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
            ),
          ),
        ([events, again]) => {
          expect(fold(again)).toEqual(fold(events));
        },
      ),
    );
  });

  test.each([
    ['a higher version', { version: 2 }, true],
    ['a lower version, though later', { version: 0, updatedAt: '2026-03-03T10:00:00.000Z' }, false],
    ['the same version, later', { updatedAt: '2026-03-02T10:00:01.000Z' }, true],
    ['the same', {}, false],
  ])('%s', (_name, more, newer) => {
    expect(isNewer(workspace(more), workspace())).toBe(newer);
  });
});

describe('standing', () => {
  test.each<[string, Partial<OnboardingTask>, Decision[], string]>([
    ['a pass', {}, [], 'done'],
    ['a check that is complete without a result', { result: null }, [], 'open'],
    ['a form that is back', { type: 'form', result: null }, [], 'done'],
    ['a pass whose link ran out since', { status: 'expired' }, [], 'open'],
    ['a refer', { result: 'refer' }, [], 'needs_decision'],
    ['a fail', { result: 'fail', status: 'failed' }, [], 'needs_decision'],
    ['a refer that was accepted', { result: 'refer' }, [said('accept')], 'accepted'],
    [
      'a refer that was accepted, then rejected',
      { result: 'refer' },
      [said('accept'), said('reject')],
      'rejected',
    ],
    [
      'a refer of another time than was decided on',
      { result: 'refer' },
      [said('accept', { completedAt: null })],
      'needs_decision',
    ],
    ['a fail after a refer that was accepted', { result: 'fail' }, [said('accept')], 'needs_decision'],
    [
      'a refer of another task than was decided on',
      { result: 'refer' },
      [said('accept', { taskId: 'other' })],
      'needs_decision',
    ],
  ])('%s', (_name, more, decisions, standing) => {
    expect(standingOf(task(more), decisions)).toBe(standing);
    expect(decisionsNeeded({ record: workspace({ tasks: [task(more)] }), decisions })).toBe(
      standing === 'needs_decision' ? 1 : 0,
    );
  });
});

describe('key stages', () => {
  const two = [client('c1'), client('c2')];
  const ofBoth = [task({ id: 'a' }), task({ id: 'b', clientId: 'c2' })];
  test.each<[string, Partial<OnboardingWorkspace>, Decision[], string[]]>([
    ['nothing', {}, [], []],
    ['one client of one passed', { tasks: [task()] }, [], ['onboarding_id_complete']],
    ['one client of two passed', { clients: two, tasks: [task()] }, [], []],
    ['both passed', { clients: two, tasks: ofBoth }, [], ['onboarding_id_complete']],
    [
      'a check of no one client is of all',
      { clients: two, tasks: [task({ clientId: null })] },
      [],
      ['onboarding_id_complete'],
    ],
    ['a refer', { tasks: [task({ result: 'refer' })] }, [], []],
    [
      'a refer that was accepted',
      { tasks: [task({ result: 'refer' })] },
      [said('accept')],
      ['onboarding_id_complete'],
    ],
    ['a refer that was rejected', { tasks: [task({ result: 'refer' })] }, [said('reject')], []],
    ['a fail', { tasks: [task({ result: 'fail' })] }, [], []],
    [
      'identity passed, screening refers',
      { tasks: [task(), task({ id: 'x', type: 'aml', result: 'refer' })] },
      [],
      [],
    ],
    [
      'identity passed, funds not asked yet',
      { tasks: [task(), task({ id: 'x', type: 'sof', status: 'sent', result: null })] },
      [],
      ['onboarding_id_complete'],
    ],
    [
      'identity and funds passed',
      { tasks: [task(), task({ id: 'x', type: 'sof' })] },
      [],
      ['onboarding_id_complete', 'onboarding_checks_complete'],
    ],
    [
      'one form of two is back',
      {
        tasks: [
          task({ type: 'form', result: null }),
          task({ id: 'x', type: 'form', status: 'sent', result: null }),
        ],
      },
      [],
      [],
    ],
    [
      'all forms are back',
      { tasks: [task({ type: 'form', result: null })] },
      [],
      ['onboarding_forms_complete'],
    ],
    [
      'the client care letter is signed',
      { tasks: [task({ type: 'sign', paper: 'client_care', result: null })] },
      [],
      [],
    ],
    [
      'the contract is signed',
      { tasks: [task({ type: 'sign', paper: 'contract', result: null })] },
      [],
      ['onboarding_signed'],
    ],
    [
      'the contract is signed, the transfer is not',
      {
        tasks: [
          task({ type: 'sign', paper: 'contract', result: null }),
          task({ id: 'x', type: 'sign', paper: 'transfer', status: 'sent', result: null }),
        ],
      },
      [],
      [],
    ],
    ['a search is ordered', { orders: [order({ status: 'ordered' })] }, [], ['searches_ordered']],
    ['all searches are back', { orders: [order()] }, [], ['searches_ordered', 'searches_returned']],
    [
      'one search of two is back, one was cancelled',
      { orders: [order(), order({ id: 'p', status: 'cancelled' })] },
      [],
      ['searches_ordered', 'searches_returned'],
    ],
    ['official copies are no search', { orders: [order({ kind: 'title' })] }, [], []],
  ])('%s', (_name, more, decisions, earned) => {
    expect(triggersOf([{ record: workspace(more), decisions }])).toEqual(earned);
  });

  test('of two workspaces of one case count together', () => {
    const done = { record: workspace({ tasks: [task()] }), decisions: [] };
    const open = { record: workspace({ tasks: [task({ status: 'sent', result: null })] }), decisions: [] };
    expect([triggersOf([done, open]), triggersOf([done, done])]).toEqual([[], ['onboarding_id_complete']]);
  });
});

test.each([
  ['2026-03-02', 'overdue'],
  ['2026-03-03', 'due_soon'],
  ['2026-04-01', 'due_soon'],
  ['2026-04-02', 'later'],
  [null, null],
])('renewal on %s is %s', (day, renewal) => {
  expect(renewalOf(day, '2026-03-02')).toBe(renewal);
});

test.each<[string, Partial<OnboardingOrder>, Partial<Parameters<typeof planCosts>[1]>, string]>([
  ['back with a price', {}, {}, 'make'],
  ['still ordered', { status: 'ordered' }, {}, 'nothing'],
  ['no price', { price: null }, {}, 'nothing'],
  ['free', { price: { net: 0, vat: 0, gross: 0, currency: 'GBP' } }, {}, 'nothing'],
  ['looked at before', {}, { known: ['o'] }, 'nothing'],
  ['switched off', {}, { switchedOn: false }, 'switched_off'],
  ['kept elsewhere', {}, { keptElsewhere: true }, 'kept_elsewhere'],
  ['another currency', {}, { currency: 'EUR' }, 'other_currency'],
])('cost of an order: %s', (_name, more, facts, result) => {
  const [plan] = planCosts(
    { orders: [order(more)] },
    { known: [], switchedOn: true, keptElsewhere: false, currency: 'GBP', ...facts },
  );
  expect(plan === undefined ? 'nothing' : 'skip' in plan ? plan.skip : 'make').toBe(result);
});

test('papers: of what is finished, and never of an identity check', () => {
  const paper = (id: string, copied = true) => ({ documents: [{ id, name: id, copied }] });
  const record = workspace({
    tasks: [
      task(paper('passport', false)),
      task({ id: 'f', type: 'form', ...paper('form') }),
      task({ id: 'g', type: 'form', status: 'sent', ...paper('early') }),
    ],
    orders: [
      order(paper('result')),
      order({ id: 'p', status: 'ordered', ...paper('soon') }),
      order({ id: 'q', ...paper('result') }),
    ],
  });
  expect(papersOf(record).map(({ id }) => id)).toEqual(['form', 'result']);
});

test.each([
  ['CON29', 'CON29.pdf'],
  ['CON29.PDF', 'CON29.pdf'],
  ['../../etc/passwd', 'passwd.pdf'],
  ['C:\\secret\\a.pdf', 'a.pdf'],
  ['in\u202Evoice\u0000.pdf', 'invoice.pdf'],
  ['...', 'Document.pdf'],
  ['', 'Document.pdf'],
  ['x'.repeat(300), `${'x'.repeat(200)}.pdf`],
])('the file %j is called %j', (name, plain) => {
  expect(fileNameOf(name)).toBe(plain);
});

test.each([
  ['rejected', 0, 'give_up'],
  ['not_found', 0, 'again'],
  ['not_found', 12, 'give_up'],
  ['unavailable', 0, 'rest'],
  ['rate_limited', 0, 'rest'],
  ['unauthorised', 0, 'rest'],
] as const)('after %s, asked %i times: %s', (failure, attempts, kind) => {
  expect(nextTry({ failure, detail: '' }, attempts).kind).toBe(kind);
});

test('a service that is down is asked less and less often, at most once in half an hour', () => {
  expect([0, 1, 2, 20].map(restSeconds)).toEqual([30, 60, 120, 1800]);
});
