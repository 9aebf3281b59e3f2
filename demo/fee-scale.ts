/** What the demo firm charges for conveyancing: the usual lines at prices of its own, published so that quotes have something to build on. */
import type { Api } from '../server/api.ts';
import type { DemoApi } from './api.ts';
import { daysAgo } from './firm.ts';

type Content = Api['GET /api/v1/fee-scales/:id/versions/:versionId']['response']['content'];
type Line = Content['lines'][number];

/** Whole pounds by "up to", by the label of the usual line; above the last one it is on application. */
const bands: Readonly<Record<string, readonly (readonly [upTo: number, pounds: number])[]>> = {
  'Legal fee for the sale': [
    [150_000, 845],
    [300_000, 945],
    [500_000, 1_095],
    [750_000, 1_345],
    [1_000_000, 1_695],
  ],
  'Legal fee for the purchase': [
    [150_000, 945],
    [300_000, 1_045],
    [500_000, 1_245],
    [750_000, 1_545],
    [1_000_000, 1_895],
  ],
  'Legal fee for the remortgage': [
    [250_000, 545],
    [500_000, 645],
    [1_000_000, 845],
  ],
};

const fixed: Readonly<Record<string, number>> = {
  'Legal fee for the transfer of equity': 645,
  'Leasehold property': 295,
  'Acting for the lender': 175,
  'New build': 275,
  'Identity and anti-money-laundering check': 18,
  'Bank transfer': 35,
  Searches: 325,
};

const details: Readonly<Record<string, string>> = {
  'Legal fee for the purchase':
    'All the legal work from your instructions to the registration of the property in your name.',
  'Legal fee for the sale':
    'All the legal work from your instructions to paying off your mortgage and sending you the proceeds.',
  Searches: 'Local authority, drainage and water, environmental, and chancel.',
  'Bank transfer': 'A same-day payment through the banks’ clearing system, with the checks that go with it.',
};

const terms = `Included: everything that an ordinary transaction needs, from your first call to the end of the registration.
Not included: a dispute about boundaries or title, planning or tax advice, and surveys. If something unusual turns up, we tell you what it costs before we do it.`;

export async function addFeeScale(api: DemoApi): Promise<void> {
  const { id, versions } = await api.call('POST /api/v1/fee-scales', {
    body: { name: 'Residential conveyancing', from: 'usual' },
  });
  const [draft] = versions;
  if (!draft) throw new Error('a new fee scale has no draft');
  const params = { id, versionId: draft.id };
  const { content, version } = await api.call('GET /api/v1/fee-scales/:id/versions/:versionId', { params });
  const published = { ...content, terms, validDays: 30, lines: content.lines.map(atOurPrice) };
  await api.call('PUT /api/v1/fee-scales/:id/draft', {
    params: { id },
    body: { content: published, version },
  });
  await api.call('POST /api/v1/fee-scales/:id/publish', { params: { id }, body: { startsOn: daysAgo(0) } });
  // What comes next: purchases a little dearer from the month after next.
  const dearer = { ...published, lines: published.lines.map(dearerPurchase) };
  await api.call('PUT /api/v1/fee-scales/:id/draft', {
    params: { id },
    body: { content: dearer, version: null },
  });
  await api.call('POST /api/v1/fee-scales/:id/publish', { params: { id }, body: { startsOn: daysAgo(-45) } });
}

function atOurPrice(line: Line): Line {
  const detail = details[line.label] ?? line.detail;
  const steps = bands[line.label];
  if (steps && line.amount.rule === 'banded')
    return { ...line, detail, amount: { ...line.amount, bands: stepsOf(steps) } };
  const pounds = fixed[line.label];
  return pounds === undefined
    ? { ...line, detail }
    : { ...line, detail, amount: { rule: 'fixed', pence: pounds * 100 } };
}

function dearerPurchase(line: Line): Line {
  const steps = bands['Legal fee for the purchase'] ?? [];
  if (line.label !== 'Legal fee for the purchase' || line.amount.rule !== 'banded') return line;
  const dearer = steps.map(([upTo, pounds]) => [upTo, pounds + 50] as const);
  return { ...line, amount: { ...line.amount, bands: stepsOf(dearer) } };
}

type Bands = Extract<Line['amount'], { rule: 'banded' }>['bands'];

function stepsOf(steps: readonly (readonly [upTo: number, pounds: number])[]): Bands {
  let from = 0;
  const priced: Bands = steps.map(([to, pounds]) => {
    const band = { from, to, charge: { kind: 'amount' as const, pence: pounds * 100 } };
    from = to + 1;
    return band;
  });
  return [...priced, { from, to: null, charge: { kind: 'on_application' } }];
}
