/** Everybody in the demo is made up. Numbers are from the ranges that regulators keep for fiction. */

export interface DemoStaff {
  key: string;
  firstName: string;
  lastName: string;
  role: 'owner' | 'administrator' | 'member';
  /** What the person does at the firm; for the logins on the terminal. */
  job: string;
  extension: string;
  directNumber: string;
  /** Pounds an hour. */
  rate: number;
  defaultBillable: boolean | null;
}

export const firmName = 'Harbour & Reid Solicitors';
export const mainNumber = '+442079460100';
export const mailDomain = 'harbour-reid.example';
export const password = 'harbour-demo';

export const staff = [
  {
    key: 'margaret',
    firstName: 'Margaret',
    lastName: 'Harbour',
    role: 'owner',
    job: 'owner',
    extension: '101',
    directNumber: '+442079460101',
    rate: 310,
    defaultBillable: true,
  },
  {
    key: 'thomas',
    firstName: 'Thomas',
    lastName: 'Reid',
    role: 'administrator',
    job: 'partner, conveyancing',
    extension: '102',
    directNumber: '+442079460102',
    rate: 285,
    defaultBillable: true,
  },
  {
    key: 'priya',
    firstName: 'Priya',
    lastName: 'Nair',
    role: 'member',
    job: 'fee earner, conveyancing',
    extension: '103',
    directNumber: '+442079460103',
    rate: 220,
    defaultBillable: true,
  },
  {
    key: 'daniel',
    firstName: 'Daniel',
    lastName: 'Osei',
    role: 'member',
    job: 'fee earner, disputes',
    extension: '104',
    directNumber: '+442079460104',
    rate: 240,
    defaultBillable: null,
  },
  {
    key: 'callum',
    firstName: 'Callum',
    lastName: 'Frost',
    role: 'member',
    job: 'paralegal',
    extension: '105',
    directNumber: '+442079460105',
    rate: 120,
    defaultBillable: null,
  },
  {
    key: 'grace',
    firstName: 'Grace',
    lastName: 'Whitfield',
    role: 'member',
    job: 'secretary',
    extension: '106',
    directNumber: '+442079460106',
    rate: 0,
    defaultBillable: false,
  },
] as const satisfies readonly DemoStaff[];

export type StaffKey = (typeof staff)[number]['key'];

export function emailOf(person: Pick<DemoStaff, 'firstName'>): string {
  return `${person.firstName.toLowerCase()}@${mailDomain}`;
}

export interface DemoContact {
  key: string;
  kind: 'person' | 'company' | 'group';
  first?: string;
  last?: string;
  company?: string;
  /** What stands in the telephone field, and its label. */
  phones: readonly (readonly [text: string, label: string])[];
  email?: string;
  notes?: string;
  /** Keys; of a group. */
  members?: readonly string[];
}

/** Fields hold what people really type: several numbers, words, foreign spellings, nothing useful. */
export const contacts: readonly DemoContact[] = [
  person('okafor', 'Jane', 'Okafor', [['07700 900101', 'Mobile']], { email: 'jane.okafor@example.com' }),
  person('brandt', 'Elena', 'Brandt', [['07700 900102', 'Mobile']], { email: 'elena.brandt@example.com' }),
  person('hollis-sam', 'Sam', 'Hollis', [['0161 496 0103', 'Home']], {
    notes: 'Same line as Ruth: ask who is speaking.',
  }),
  person('hollis-ruth', 'Ruth', 'Hollis', [
    ['0161 496 0103', 'Home'],
    ['07700 900103', 'Mobile'],
  ]),
  person('lindqvist-peter', 'Peter', 'Lindqvist', [['020 7946 0304', 'Home']]),
  person('lindqvist-anya', 'Anya', 'Lindqvist', [['020 7946 0304', 'Home']]),
  person('adeyemi', 'Tunde', 'Adeyemi', [['07700900105', 'Mobile']], { email: 'tunde@example.net' }),
  person('castell', 'Rosalind', 'Castell', [['+44 (0)7700 900106', 'Mobile']]),
  person('finch-amelia', 'Amelia', 'Finch', [['07700 900107', 'Mobile']], {
    email: 'amelia.finch@example.org',
  }),
  person('finch-george', 'George', 'Finch', [['07700 900108', 'Mobile']]),
  person('finch-nell', 'Nell', 'Finch', [['+61 491 570 006', 'Mobile (Sydney)']]),
  person('iqbal', 'Nadia', 'Iqbal', [['07700 900109', 'Mobile']], { email: 'nadia.iqbal@example.com' }),
  person('rowntree', 'Joanna', 'Rowntree', [['0161 49 6000 ask for Jo', 'Work']], {
    email: 'jo.rowntree@example.com',
    notes: 'Never picks up before ten.',
  }),
  person('mercer', 'Dominic', 'Mercer', [['n/a', 'Phone']], { email: 'd.mercer@example.com' }),
  person('tran', 'Linh', 'Tran', [['07700 900111 / 020 7946 0311', 'Mobile, office']]),
  person('osullivan', 'Maeve', 'O’Sullivan', [['07700 900112 (after 6pm)', 'Mobile']]),
  person('barlow', 'Kenneth', 'Barlow', [['0161 496 0113', 'Home']]),
  person('whitcombe', 'Iris', 'Whitcombe', [['020 7946 0314 ext 22', 'Work']]),
  person('petrov', 'Mikhail', 'Petrov', [['07700 900115', 'Mobile']]),
  person('duval', 'Claire', 'Duval', [
    ['+33 1 99 00 12 34', 'Paris'],
    ['+33 6 39 98 12 34', 'Mobile'],
  ]),
  person('hartmann', 'Lucas', 'Hartmann', [['+1 (212) 555-0142', 'New York office']]),
  person('kowalski', 'Zofia', 'Kowalski', [['00447700900116', 'Mobile']]),
  person('ferreira', 'Bruno', 'Ferreira', [['07700 900117', 'Mobile']], { email: 'bruno@example.com' }),
  person('greaves', 'Patricia', 'Greaves', [['0161 496 0118', 'Home']]),
  person('nakamura', 'Ken', 'Nakamura', [['07700 900119 (Ken), 07700 900120 (Yuki)', 'Mobiles']]),
  person('blythe', 'Oscar', 'Blythe', [['07700 900121', 'Mobile']]),
  person('sandhu', 'Harpreet', 'Sandhu', [['07700 900122', 'Mobile']], { email: 'h.sandhu@example.com' }),
  person('devlin', 'Fiona', 'Devlin', [['+61 491 570 156', 'Mobile (Perth)']]),
  person('quayle', 'Rupert', 'Quayle', [['07700 900123', 'Mobile']]),
  person('achebe', 'Chidi', 'Achebe', [['07700 900124', 'Mobile']]),
  person('winters', 'Laura', 'Winters', [['020 7946 0325', 'Home']]),
  person('moran', 'Declan', 'Moran', [['07700 900126', 'Mobile']]),
  person('pryce', 'Gwen', 'Pryce', [['see e-mail', 'Phone']], { email: 'gwen.pryce@example.com' }),
  person('beaumont', 'Hugo', 'Beaumont', [['07700 900128', 'Mobile']]),
  company('okafor-ltd', 'Okafor Interiors Ltd', [['020 7946 0211', 'Office']]),
  company('pembroke', 'Pembroke & Stowe Estate Agents', [['020 7946 0230', 'Switchboard']]),
  person('marsh', 'Toby', 'Marsh', [['020 7946 0230', 'Switchboard']], {
    company: 'Pembroke & Stowe Estate Agents',
  }),
  person('haddad', 'Leila', 'Haddad', [['020 7946 0230', 'Switchboard']], {
    company: 'Pembroke & Stowe Estate Agents',
  }),
  company('calder', 'Calder Vale Building Society', [
    ['0161 496 0240', 'Lending desk'],
    ['0161 496 0241', 'Fax'],
  ]),
  company('kestrel', 'Kestrel Lane Solicitors LLP', [
    ['020 7946 0250', 'Office'],
    ['020 7946 0251', 'Fax'],
  ]),
  company('ashdown', 'Ashdown County Court', [
    ['020 7946 0260', 'Listing office'],
    ['020 7946 0261', 'Fax'],
  ]),
  company('northgate', 'Northgate Surveyors Ltd', [['0161 496 0270', 'Office']]),
  company('tidewell', 'Tidewell Logistics Ltd', [['020 7946 0280', 'Reception']]),
  company('brightwater', 'Brightwater Care Homes Ltd', [['0161 496 0290', 'Office']]),
  group('finch-family', 'Beneficiaries of Harold Finch', ['finch-amelia', 'finch-george', 'finch-nell']),
  group('mill-lane', 'Mill Lane residents', ['okafor', 'castell', 'barlow']),
];

type Phones = DemoContact['phones'];

function person(
  key: string,
  first: string,
  last: string,
  phones: Phones,
  more: Pick<DemoContact, 'email' | 'notes' | 'company'> = {},
): DemoContact {
  return { key, kind: 'person', first, last, phones, ...more };
}

function company(key: string, name: string, phones: Phones): DemoContact {
  return { key, kind: 'company', company: name, phones };
}

function group(key: string, name: string, members: readonly string[]): DemoContact {
  return { key, kind: 'group', company: name, phones: [], members };
}
