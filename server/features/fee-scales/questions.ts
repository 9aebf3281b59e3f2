/** What is asked about a conveyancing transaction: one list for staff, widget and API, so that nobody asks differently. */

/** What a person asks a price for. */
export const transactions = [
  'sale',
  'purchase',
  'sale_and_purchase',
  'remortgage',
  'transfer_of_equity',
  'generic_enquiry',
] as const;
export type Transaction = (typeof transactions)[number];

/** The parts that are priced, each with a property of its own and sub-totals of its own. */
export const sides = ['sale', 'purchase', 'remortgage', 'transfer_of_equity'] as const;
export type Side = (typeof sides)[number];

export function sidesOf(transaction: Transaction): readonly Side[] {
  if (transaction === 'generic_enquiry') return [];
  return transaction === 'sale_and_purchase' ? ['sale', 'purchase'] : [transaction];
}

export type AnswerValue = string | number | boolean;

/** All of the tests must hold. A question that is not answered fails its test. */
export type Condition = readonly Test[];
export type Test =
  | { question: string; is: readonly AnswerValue[] }
  | { question: string; from?: number | undefined; to?: number | undefined };

export interface Question {
  id: string;
  sides: readonly Side[];
  group: 'property' | 'clients' | 'money' | 'tax';
  /** `money`: whole units of the firm's currency. `percent`: whole per cent. `date`: YYYY-MM-DD. */
  kind: 'money' | 'count' | 'percent' | 'yes_no' | 'choice' | 'text' | 'date';
  label: string;
  help?: string;
  options?: readonly { value: string; label: string }[];
  /** Must be answered whenever it is asked; the others count as their default. */
  required?: boolean;
  default?: AnswerValue;
  min?: number;
  max?: number;
  /** Asked only then. */
  when?: Condition;
  /** Asked only in these transactions. */
  only?: readonly Transaction[];
}

const every = sides;
const yes = (question: string): Test => ({ question, is: [true] });
const most = 1_000_000_000;

export const questions: readonly Question[] = [
  {
    id: 'nation',
    sides: every,
    group: 'property',
    kind: 'choice',
    label: 'Where is the property?',
    options: [
      { value: 'england', label: 'England' },
      { value: 'wales', label: 'Wales' },
      { value: 'scotland', label: 'Scotland' },
      { value: 'northern_ireland', label: 'Northern Ireland' },
      { value: 'new_south_wales', label: 'New South Wales' },
    ],
    default: 'england',
  },
  {
    id: 'price',
    sides: ['sale', 'purchase'],
    group: 'property',
    kind: 'money',
    label: 'Price',
    required: true,
    min: 0,
    max: most,
  },
  {
    id: 'price',
    sides: ['remortgage', 'transfer_of_equity'],
    group: 'property',
    kind: 'money',
    label: 'Value of the property',
    required: true,
    min: 0,
    max: most,
  },
  {
    id: 'tenure',
    sides: every,
    group: 'property',
    kind: 'choice',
    label: 'Freehold or leasehold?',
    options: [
      { value: 'freehold', label: 'Freehold' },
      { value: 'leasehold', label: 'Leasehold' },
      { value: 'share_of_freehold', label: 'Leasehold with a share of the freehold' },
    ],
    default: 'freehold',
  },
  {
    id: 'variant',
    sides: ['purchase'],
    group: 'property',
    kind: 'choice',
    label: 'Kind of purchase',
    options: [
      { value: 'standard', label: 'Ordinary purchase' },
      { value: 'right_to_buy', label: 'Right to buy' },
      { value: 'auction', label: 'At auction' },
      { value: 'new_lease', label: 'New lease' },
      { value: 'lease_extension', label: 'Lease extension' },
    ],
    default: 'standard',
  },
  {
    id: 'variant',
    sides: ['sale'],
    group: 'property',
    kind: 'choice',
    label: 'Kind of sale',
    options: [
      { value: 'standard', label: 'Ordinary sale' },
      { value: 'auction', label: 'At auction' },
    ],
    default: 'standard',
  },
  {
    id: 'variant',
    sides: ['remortgage'],
    group: 'property',
    kind: 'choice',
    label: 'Kind of loan',
    options: [
      { value: 'standard', label: 'Remortgage' },
      { value: 'equity_release', label: 'Equity release' },
    ],
    default: 'standard',
  },
  {
    id: 'propertyClass',
    sides: ['purchase'],
    group: 'property',
    kind: 'choice',
    label: 'Used as',
    options: [
      { value: 'residential', label: 'A home' },
      { value: 'non_residential', label: 'Business, land, or both' },
    ],
    default: 'residential',
  },
  { id: 'newBuild', sides: ['purchase'], group: 'property', kind: 'yes_no', label: 'New build?' },
  {
    id: 'titles',
    sides: every,
    group: 'property',
    kind: 'count',
    label: 'Titles at the Land Registry',
    default: 1,
    min: 1,
    max: 50,
  },
  {
    id: 'registered',
    sides: ['purchase', 'transfer_of_equity'],
    group: 'property',
    kind: 'yes_no',
    label: 'Registered at the Land Registry?',
    default: true,
  },
  {
    id: 'overHeight',
    sides: every,
    group: 'property',
    kind: 'yes_no',
    label: 'In a building of 11 metres, five storeys or more?',
    help: 'Building Safety Act: the lender and the landlord want certificates.',
  },
  { id: 'hmo', sides: every, group: 'property', kind: 'yes_no', label: 'House in multiple occupation?' },
  {
    id: 'sharedOwnershipPercent',
    sides: ['sale', 'purchase', 'remortgage'],
    group: 'property',
    kind: 'percent',
    label: 'Shared ownership: share, in per cent',
    help: 'Leave empty when it is not shared ownership.',
    min: 1,
    max: 100,
  },
  {
    id: 'leaseYears',
    sides: ['purchase'],
    group: 'property',
    kind: 'count',
    label: 'Years of the lease',
    required: true,
    min: 1,
    max: 9999,
    when: [{ question: 'variant', is: ['new_lease'] }],
  },
  {
    id: 'annualRent',
    sides: ['purchase'],
    group: 'property',
    kind: 'money',
    label: 'Ground rent a year',
    default: 0,
    min: 0,
    max: most,
    when: [{ question: 'variant', is: ['new_lease'] }],
  },
  {
    id: 'offerAccepted',
    sides: ['sale', 'purchase'],
    group: 'property',
    kind: 'yes_no',
    label: 'Offer accepted?',
  },
  {
    id: 'reservationForm',
    sides: ['sale', 'purchase'],
    group: 'property',
    kind: 'yes_no',
    label: 'Reservation form signed?',
  },

  {
    id: 'company',
    sides: ['purchase'],
    group: 'clients',
    kind: 'yes_no',
    label: 'Is a company buying?',
  },
  {
    id: 'companyName',
    sides: ['purchase'],
    group: 'clients',
    kind: 'text',
    label: 'Name of the company',
    required: true,
    when: [yes('company')],
  },
  {
    id: 'directors',
    sides: ['purchase'],
    group: 'clients',
    kind: 'count',
    label: 'Directors',
    default: 1,
    min: 1,
    max: 100,
    when: [yes('company')],
  },
  { id: 'buyToLet', sides: ['purchase'], group: 'clients', kind: 'yes_no', label: 'To let out?' },

  { id: 'mortgage', sides: ['purchase'], group: 'money', kind: 'yes_no', label: 'With a mortgage?' },
  {
    id: 'mortgage',
    sides: ['transfer_of_equity'],
    group: 'money',
    kind: 'yes_no',
    label: 'Is there a mortgage on it?',
  },
  {
    id: 'lender',
    sides: ['purchase', 'transfer_of_equity'],
    group: 'money',
    kind: 'text',
    label: 'Lender',
    required: true,
    when: [yes('mortgage')],
  },
  { id: 'lender', sides: ['remortgage'], group: 'money', kind: 'text', label: 'New lender', required: true },
  {
    id: 'loan',
    sides: ['remortgage'],
    group: 'money',
    kind: 'money',
    label: 'New loan',
    required: true,
    min: 0,
    max: most,
  },
  {
    id: 'loan',
    sides: ['transfer_of_equity'],
    group: 'money',
    kind: 'money',
    label: 'Mortgage that stays',
    required: true,
    min: 0,
    max: most,
    when: [yes('mortgage')],
  },
  {
    id: 'mortgagesToRedeem',
    sides: ['sale'],
    group: 'money',
    kind: 'count',
    label: 'Mortgages to pay off',
    default: 0,
    min: 0,
    max: 20,
  },
  {
    id: 'mortgagesToRedeem',
    sides: ['remortgage'],
    group: 'money',
    kind: 'count',
    label: 'Mortgages to pay off',
    default: 1,
    min: 0,
    max: 20,
  },
  {
    id: 'debtsConsolidated',
    sides: ['remortgage'],
    group: 'money',
    kind: 'count',
    label: 'Other debts paid off from it',
    default: 0,
    min: 0,
    max: 50,
  },
  {
    id: 'earlyRepaymentUntil',
    sides: ['remortgage'],
    group: 'money',
    kind: 'date',
    label: 'Early-repayment charge until',
  },
  {
    id: 'helpToBuyLoan',
    sides: ['remortgage'],
    group: 'money',
    kind: 'yes_no',
    label: 'Help to Buy loan on it?',
  },
  {
    id: 'transferOfEquity',
    sides: ['remortgage'],
    group: 'money',
    kind: 'yes_no',
    label: 'Is somebody joining or leaving the title?',
  },
  {
    id: 'staircasing',
    sides: ['remortgage'],
    group: 'money',
    kind: 'yes_no',
    label: 'Buying a further share?',
    when: [{ question: 'sharedOwnershipPercent', from: 1 }],
  },
  {
    id: 'giftedDeposits',
    sides: ['purchase'],
    group: 'money',
    kind: 'count',
    label: 'People who give part of the deposit',
    default: 0,
    min: 0,
    max: 20,
  },
  {
    id: 'lifetimeIsas',
    sides: ['purchase'],
    group: 'money',
    kind: 'count',
    label: 'Lifetime ISAs',
    default: 0,
    min: 0,
    max: 20,
  },
  {
    id: 'helpToBuyIsas',
    sides: ['purchase'],
    group: 'money',
    kind: 'count',
    label: 'Help to Buy ISAs',
    default: 0,
    min: 0,
    max: 20,
  },
  {
    id: 'concessionaryPrice',
    sides: ['purchase'],
    group: 'money',
    kind: 'yes_no',
    label: 'Below the market price (from family or landlord)?',
  },
  { id: 'probate', sides: ['sale'], group: 'clients', kind: 'yes_no', label: 'Part of an estate (probate)?' },
  { id: 'tenantInPlace', sides: ['sale'], group: 'property', kind: 'yes_no', label: 'Does a tenant stay?' },
  {
    id: 'onwardPurchase',
    sides: ['sale'],
    group: 'property',
    kind: 'yes_no',
    label: 'Buying elsewhere at the same time?',
    only: ['sale'],
  },
  {
    id: 'sharePercent',
    sides: ['transfer_of_equity'],
    group: 'money',
    kind: 'percent',
    label: 'Share that changes hands, in per cent',
    default: 50,
    min: 1,
    max: 100,
  },
  {
    id: 'moneyPaid',
    sides: ['transfer_of_equity'],
    group: 'money',
    kind: 'money',
    label: 'Money paid for it',
    default: 0,
    min: 0,
    max: most,
  },
  {
    id: 'courtOrder',
    sides: ['transfer_of_equity'],
    group: 'money',
    kind: 'yes_no',
    label: 'By order of a court?',
  },

  {
    id: 'buyerStatus',
    sides: ['purchase'],
    group: 'tax',
    kind: 'choice',
    label: 'After the purchase, the buyers …',
    options: [
      { value: 'standard', label: 'own this home only' },
      { value: 'first_time_buyer', label: 'own their first home, all of them' },
      { value: 'additional', label: 'own another home as well' },
    ],
    default: 'standard',
    when: [
      { question: 'propertyClass', is: ['residential'] },
      { question: 'company', is: [false] },
    ],
  },
  {
    id: 'replacesMainResidence',
    sides: ['purchase'],
    group: 'tax',
    kind: 'yes_no',
    label: 'Does it replace the main home, which is sold by then?',
    when: [{ question: 'buyerStatus', is: ['additional'] }],
  },
  {
    id: 'nonUkResident',
    sides: ['purchase'],
    group: 'tax',
    kind: 'yes_no',
    label: 'Has a buyer lived outside the UK?',
    help: 'Fewer than 183 days in the UK in the twelve months before completion.',
    when: [{ question: 'propertyClass', is: ['residential'] }],
  },
  {
    id: 'linked',
    sides: ['purchase'],
    group: 'tax',
    kind: 'yes_no',
    label: 'Linked with another purchase from the same seller?',
  },
  {
    id: 'contractDate',
    sides: ['purchase'],
    group: 'tax',
    kind: 'date',
    label: 'Contracts exchanged on',
    help: 'Some rates follow the contract. Leave empty when it is still to come.',
  },
  {
    id: 'completionDate',
    sides: ['sale', 'purchase'],
    group: 'tax',
    kind: 'date',
    label: 'Completion expected on',
    help: 'Rates are those of that day; today’s when it is empty.',
  },
];

/** The questions of each side, in their order. */
export const questionsOf: Readonly<Record<Side, readonly Question[]>> = {
  sale: about('sale'),
  purchase: about('purchase'),
  remortgage: about('remortgage'),
  transfer_of_equity: about('transfer_of_equity'),
};

function about(side: Side): readonly Question[] {
  return questions.filter((question) => question.sides.includes(side));
}

/** The question of a side; undefined when that side has no such question. */
export function findQuestion(side: Side, id: string): Question | undefined {
  return questionsOf[side].find((question) => question.id === id);
}
