/** The fields of Completion Details (a layout of every matter), in the order of the sheet. */
import type { LayoutField, Side } from './design.ts';

const both: readonly Side[] = ['purchase', 'sale'];
const purchase: readonly Side[] = ['purchase'];
const sale: readonly Side[] = ['sale'];

export const completionGroups = [
  { key: 'dates', label: 'Dates' },
  { key: 'price', label: 'Price and deposit' },
  { key: 'mortgage', label: 'Mortgage' },
  { key: 'funds', label: 'Other money' },
  { key: 'redemption', label: 'Mortgage to redeem' },
  { key: 'costs', label: 'Costs' },
  { key: 'tax', label: 'Property tax' },
  { key: 'rent', label: 'Rent, shared by days' },
  { key: 'service', label: 'Service charge, shared by days' },
  { key: 'day', label: 'On the day' },
  { key: 'other_side', label: 'Other side' },
  { key: 'registration', label: 'Registration' },
  { key: 'payout', label: 'Paying out' },
] as const;

type Group = (typeof completionGroups)[number]['key'];
interface CompletionField extends LayoutField {
  group: Group;
}

const standings = [
  { value: 'paid', label: 'Seller has paid it' },
  { value: 'unpaid', label: 'Seller still owes it' },
];

/** Something that falls due for a period, shared between seller and buyer by days. */
function apportioned(
  key: 'rent' | 'service',
  label: string,
  choices: readonly { value: string; label: string }[],
): CompletionField[] {
  const common = { group: key, sides: both } as const;
  return [
    { key: `${key}Amount`, label, kind: 'money', hint: 'For the whole period', ...common },
    { key: `${key}From`, label: `${label} from`, kind: 'date', ...common },
    { key: `${key}To`, label: `${label} to`, kind: 'date', ...common },
    { key: `${key}Standing`, label: `${label} paid or owed`, kind: 'choice', ...common, choices },
  ];
}

export const completionFields: readonly CompletionField[] = [
  {
    key: 'side',
    label: 'We act on the',
    group: 'dates',
    kind: 'choice',
    sides: both,
    choices: [
      { value: 'purchase', label: 'Purchase' },
      { value: 'sale', label: 'Sale' },
    ],
  },
  { key: 'exchangeDate', label: 'Exchange', group: 'dates', kind: 'date', sides: both },
  { key: 'completionDate', label: 'Completion', group: 'dates', kind: 'date', sides: both },
  {
    key: 'completionBasis',
    label: 'Completion day is',
    group: 'dates',
    kind: 'choice',
    sides: both,
    choices: [
      { value: 'agreed', label: 'Agreed' },
      { value: 'notice', label: 'By notice to complete' },
      { value: 'contractual', label: 'Fixed by the contract' },
    ],
  },

  { key: 'price', label: 'Price', group: 'price', kind: 'money', sides: both },
  { key: 'chattels', label: 'Chattels', group: 'price', kind: 'money', sides: both },
  { key: 'deposit', label: 'Deposit paid', group: 'price', kind: 'money', sides: both },
  {
    key: 'depositPercent',
    label: 'Deposit by the contract',
    group: 'price',
    kind: 'percent',
    sides: both,
    hint: 'Of the price; 10% is usual',
  },
  {
    key: 'depositHeldAs',
    label: 'Deposit held as',
    group: 'price',
    kind: 'choice',
    sides: both,
    choices: [
      { value: 'stakeholder', label: 'Stakeholder' },
      { value: 'agent', label: 'Agent for the seller' },
    ],
  },
  {
    key: 'depositShare',
    label: 'Deposit of the price',
    group: 'price',
    kind: 'percent',
    sides: both,
    computed: true,
  },

  { key: 'mortgageAdvance', label: 'Mortgage advance', group: 'mortgage', kind: 'money', sides: purchase },
  { key: 'mortgageRetention', label: 'Retention', group: 'mortgage', kind: 'money', sides: purchase },
  { key: 'lenderFee', label: 'Lender’s fee', group: 'mortgage', kind: 'money', sides: purchase },
  {
    key: 'netAdvance',
    label: 'Net advance',
    group: 'mortgage',
    kind: 'money',
    sides: purchase,
    computed: true,
  },

  { key: 'giftedFunds', label: 'Gifted funds', group: 'funds', kind: 'money', sides: purchase },
  { key: 'isaBonus', label: 'ISA bonus', group: 'funds', kind: 'money', sides: purchase },
  { key: 'helpToBuyLoan', label: 'Help to Buy loan', group: 'funds', kind: 'money', sides: purchase },
  { key: 'otherFunds', label: 'Other funds', group: 'funds', kind: 'money', sides: purchase, computed: true },
  {
    key: 'moneyHeld',
    label: 'Money held for the client',
    group: 'funds',
    kind: 'money',
    sides: purchase,
    hint: 'On account already, without the deposit',
  },

  { key: 'redemptionFigure', label: 'Redemption figure', group: 'redemption', kind: 'money', sides: sale },
  {
    key: 'redemptionFigureDate',
    label: 'Date of the figure',
    group: 'redemption',
    kind: 'date',
    sides: sale,
  },
  {
    key: 'redemptionDailyRate',
    label: 'Interest for each day',
    group: 'redemption',
    kind: 'money',
    sides: sale,
    max: 1e9,
  },
  { key: 'redemptionValidTo', label: 'Figure valid to', group: 'redemption', kind: 'date', sides: sale },
  {
    key: 'redemptionAtCompletion',
    label: 'Redemption at completion',
    group: 'redemption',
    kind: 'money',
    sides: sale,
    computed: true,
  },

  { key: 'fees', label: 'Our fees', group: 'costs', kind: 'money', sides: both, hint: 'Before VAT' },
  { key: 'vat', label: 'VAT', group: 'costs', kind: 'money', sides: both },
  {
    key: 'disbursements',
    label: 'Disbursements',
    group: 'costs',
    kind: 'money',
    sides: both,
    hint: 'Without the property tax',
  },
  {
    key: 'agentsBill',
    label: 'Agent’s bill',
    group: 'costs',
    kind: 'money',
    sides: sale,
    hint: 'Commission with VAT',
  },

  { key: 'taxAmount', label: 'Tax', group: 'tax', kind: 'money', sides: purchase },
  { key: 'taxReturnRef', label: 'Return’s reference', group: 'tax', kind: 'text', sides: purchase },
  {
    key: 'taxNation',
    label: 'Property is in',
    group: 'tax',
    kind: 'choice',
    sides: purchase,
    choices: ['England', 'Wales', 'Scotland', 'Northern Ireland'].map((value) => ({ value, label: value })),
  },
  {
    key: 'taxBuyer',
    label: 'Buyers are',
    group: 'tax',
    kind: 'choice',
    sides: purchase,
    choices: [
      { value: 'standard', label: 'Moving home' },
      { value: 'firstTimeBuyer', label: 'All first-time buyers' },
      { value: 'additional', label: 'Buying another home' },
    ],
  },
  { key: 'taxNonUk', label: 'Not resident in the UK', group: 'tax', kind: 'yes_no', sides: purchase },
  { key: 'taxCompany', label: 'A company buys', group: 'tax', kind: 'yes_no', sides: purchase },
  {
    key: 'taxPropertyClass',
    label: 'Property is',
    group: 'tax',
    kind: 'choice',
    sides: purchase,
    choices: [
      { value: 'residential', label: 'Residential' },
      { value: 'nonResidential', label: 'Not residential, or mixed' },
    ],
  },

  ...apportioned('rent', 'Rent', [...standings, { value: 'received', label: 'Seller has received it' }]),
  ...apportioned('service', 'Service charge', standings),
  {
    key: 'apportionments',
    label: 'Apportionments',
    group: 'service',
    kind: 'money',
    sides: both,
    computed: true,
  },

  {
    key: 'moneyBy',
    label: 'Money must be in by',
    group: 'day',
    kind: 'time',
    sides: both,
    hint: '14:00 unless the contract says otherwise',
  },
  { key: 'fundsSentAt', label: 'Money sent', group: 'day', kind: 'moment', sides: both },
  { key: 'fundsReceivedAt', label: 'Money received', group: 'day', kind: 'moment', sides: both },
  { key: 'keyHolder', label: 'Keys are with', group: 'day', kind: 'contact', sides: both },
  { key: 'keysReleasedAt', label: 'Keys released', group: 'day', kind: 'moment', sides: both },

  { key: 'otherSideFirm', label: 'Other side’s firm', group: 'other_side', kind: 'contact', sides: both },
  {
    key: 'otherSideAccountRef',
    label: 'Account check',
    group: 'other_side',
    kind: 'text',
    sides: both,
    hint: 'Reference of the check, never the account itself',
  },
  { key: 'undertakings', label: 'Undertakings', group: 'other_side', kind: 'long_text', sides: both },

  {
    key: 'registrationRef',
    label: 'Registration reference',
    group: 'registration',
    kind: 'text',
    sides: purchase,
  },
  { key: 'priorityExpiry', label: 'Priority ends', group: 'registration', kind: 'date', sides: purchase },

  {
    key: 'payoutAccount',
    label: 'Client’s account',
    group: 'payout',
    kind: 'bank_account',
    sides: sale,
    bank: true,
    hint: 'Stored sealed; whole only for somebody who has just proven who they are; it leaves by no export or sync',
  },

  {
    key: 'requiredFromClient',
    label: 'Required from client',
    group: 'costs',
    kind: 'money',
    sides: purchase,
    computed: true,
  },
  { key: 'toClient', label: 'To client', group: 'costs', kind: 'money', sides: sale, computed: true },
];
