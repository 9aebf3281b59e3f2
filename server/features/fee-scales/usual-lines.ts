/** The usual lines of a conveyancing quote, to begin with: every price is an example that a firm replaces. Pure. */
import type { AmountRule, FeeLine, FeeScaleContent } from './content.ts';
import type { Driver } from './drivers.ts';
import type { Condition, Side } from './questions.ts';

/** VAT or GST of the country, hundredths of a per cent. */
const valueAddedTax: Readonly<Record<string, number>> = { GB: 2000, AU: 1000, NZ: 1500 };

export function emptyContent(country: string, currency: string): FeeScaleContent {
  return {
    currency,
    vatBasisPoints: valueAddedTax[country] ?? 0,
    validDays: 14,
    sections: {
      legal_fees: { mapped: true },
      additional_fees: { mapped: true },
      disbursements: { mapped: true },
    },
    lines: [],
    terms: '',
  };
}

type Draft = Pick<FeeLine, 'section' | 'label'> & {
  sides: Side[];
  amount: AmountRule;
  detail?: string;
  trigger?: Condition;
  quantity?: Driver;
  treatment?: FeeLine['vat']['treatment'];
  show?: FeeLine['show'];
  onAccount?: boolean;
};

const fixed = (pounds: number): AmountRule => ({ rule: 'fixed', pence: pounds * 100 });
const isYes = (question: string): Condition => [{ question, is: [true] }];
const leasehold: Condition = [{ question: 'tenure', is: ['leasehold', 'share_of_freehold'] }];

/** Steps by "up to", the last one on application. */
function steps(by: 'price' | 'loan', ...upTo: [to: number, pounds: number][]): AmountRule {
  let from = 0;
  const bands = upTo.map(([to, pounds]) => {
    const band = { from, to, charge: { kind: 'amount' as const, pence: pounds * 100 } };
    from = to + 1;
    return band;
  });
  return {
    rule: 'banded',
    by,
    bands: [...bands, { from, to: null, charge: { kind: 'on_application' } }],
    minPence: null,
    maxPence: null,
    roundToPence: 1,
  };
}

const legal: Draft[] = [
  {
    section: 'legal_fees',
    label: 'Legal fee for the sale',
    sides: ['sale'],
    amount: steps('price', [250_000, 795], [500_000, 945], [1_000_000, 1_295]),
  },
  {
    section: 'legal_fees',
    label: 'Legal fee for the purchase',
    sides: ['purchase'],
    amount: steps('price', [250_000, 895], [500_000, 1_095], [1_000_000, 1_495]),
  },
  {
    section: 'legal_fees',
    label: 'Legal fee for the remortgage',
    sides: ['remortgage'],
    amount: steps('loan', [250_000, 495], [500_000, 595], [1_000_000, 795]),
  },
  {
    section: 'legal_fees',
    label: 'Legal fee for the transfer of equity',
    sides: ['transfer_of_equity'],
    amount: fixed(595),
  },
];

const additional: Draft[] = (
  [
    ['Leasehold property', ['sale', 'purchase'], fixed(250), { trigger: leasehold }],
    ['Acting for the lender', ['purchase'], fixed(150), { trigger: isYes('mortgage') }],
    ['New build', ['purchase'], fixed(250), { trigger: isYes('newBuild') }],
    [
      'Shared ownership',
      ['sale', 'purchase', 'remortgage'],
      fixed(250),
      { trigger: [{ question: 'sharedOwnershipPercent', from: 1 }] },
    ],
    ['Right to buy', ['purchase'], fixed(200), { trigger: [{ question: 'variant', is: ['right_to_buy'] }] }],
    ['Auction', ['sale', 'purchase'], fixed(250), { trigger: [{ question: 'variant', is: ['auction'] }] }],
    ['New lease', ['purchase'], fixed(300), { trigger: [{ question: 'variant', is: ['new_lease'] }] }],
    [
      'Equity release',
      ['remortgage'],
      fixed(350),
      { trigger: [{ question: 'variant', is: ['equity_release'] }] },
    ],
    [
      'Unregistered title',
      ['purchase', 'transfer_of_equity'],
      fixed(200),
      { trigger: [{ question: 'registered', is: [false] }] },
    ],
    [
      'Building Safety Act work',
      ['sale', 'purchase', 'remortgage'],
      fixed(350),
      { trigger: isYes('overHeight') },
    ],
    [
      'House in multiple occupation',
      ['sale', 'purchase', 'remortgage'],
      fixed(150),
      { trigger: isYes('hmo') },
    ],
    ['Company buyer', ['purchase'], fixed(250), { trigger: isYes('company') }],
    ['Concessionary purchase', ['purchase'], fixed(150), { trigger: isYes('concessionaryPrice') }],
    ['Estate (probate)', ['sale'], fixed(150), { trigger: isYes('probate') }],
    ['Tenant who stays', ['sale'], fixed(150), { trigger: isYes('tenantInPlace') }],
    ['Gifted deposit', ['purchase'], fixed(75), { quantity: 'gift_donor' }],
    ['Lifetime or Help to Buy ISA', ['purchase'], fixed(50), { quantity: 'isa' }],
    ['Help to Buy loan', ['remortgage'], fixed(250), { trigger: isYes('helpToBuyLoan') }],
    [
      'Transfer of equity with the remortgage',
      ['remortgage'],
      fixed(250),
      { trigger: isYes('transferOfEquity') },
    ],
    ['Staircasing', ['remortgage'], fixed(250), { trigger: isYes('staircasing') }],
    ['Property tax return', ['purchase'], fixed(95), {}],
    [
      'Identity and anti-money-laundering check',
      ['sale', 'purchase', 'remortgage', 'transfer_of_equity'],
      fixed(15),
      { quantity: 'client', onAccount: true },
    ],
    [
      'Bank transfer',
      ['sale', 'purchase', 'remortgage', 'transfer_of_equity'],
      fixed(30),
      { quantity: 'transfer' },
    ],
    ['Declaration of trust', ['purchase', 'transfer_of_equity'], fixed(250), { show: 'optional' }],
    ['Completion within 28 days', ['sale', 'purchase'], fixed(250), { show: 'may_apply' }],
    ['Indemnity policy', ['sale', 'purchase'], fixed(75), { show: 'may_apply' }],
  ] satisfies [string, Side[], AmountRule, Partial<Draft>][]
).map(([label, sides, amount, more]) => ({ section: 'additional_fees', label, sides, amount, ...more }));

const disbursements: Draft[] = (
  [
    [
      'Copy of the register',
      ['sale', 'remortgage', 'transfer_of_equity'],
      { rule: 'information_fee', fee: 'register_copy' },
      { quantity: 'title' },
    ],
    [
      'Copy of the title plan',
      ['sale', 'remortgage', 'transfer_of_equity'],
      { rule: 'information_fee', fee: 'title_plan_copy' },
      { quantity: 'title' },
    ],
    ['Searches', ['purchase'], fixed(300), { treatment: 'standard', onAccount: true }],
    [
      'Priority search',
      ['purchase', 'remortgage'],
      { rule: 'information_fee', fee: 'priority_search' },
      { quantity: 'title' },
    ],
    [
      'Bankruptcy search',
      ['purchase', 'remortgage', 'transfer_of_equity'],
      { rule: 'information_fee', fee: 'bankruptcy_search' },
      { quantity: 'borrower' },
    ],
    ['Registration fee', ['purchase', 'remortgage', 'transfer_of_equity'], { rule: 'registration_fee' }, {}],
    ['Property tax', ['purchase'], { rule: 'property_tax' }, {}],
    [
      'Notice to the landlord',
      ['purchase', 'remortgage', 'transfer_of_equity'],
      fixed(100),
      { quantity: 'notice', show: 'may_apply' },
    ],
    [
      'Management pack',
      ['sale'],
      fixed(350),
      { trigger: leasehold, show: 'may_apply', treatment: 'standard' },
    ],
  ] satisfies [string, Side[], AmountRule, Partial<Draft>][]
).map(([label, sides, amount, more]) => ({
  section: 'disbursements',
  label,
  sides,
  amount,
  treatment: 'outside_scope',
  ...more,
}));

/** `newId` gives each line its id. */
export function usualContent(country: string, currency: string, newId: () => string): FeeScaleContent {
  return {
    ...emptyContent(country, currency),
    lines: [...legal, ...additional, ...disbursements].map(({ treatment, ...draft }) => ({
      detail: '',
      quantity: 'one',
      show: 'charged',
      onAccount: false,
      ticked: false,
      mapped: null,
      activityCode: null,
      ...draft,
      trigger: [...(draft.trigger ?? [])].map((test) =>
        'is' in test ? { question: test.question, is: [...test.is] } : test,
      ),
      id: newId(),
      vat: { treatment: treatment ?? 'standard', inclusive: false },
    })),
  };
}
