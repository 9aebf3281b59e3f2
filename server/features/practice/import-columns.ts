/** Which column of somebody's file means what: guessed from headers as Smokeball, Clio, Outlook and others write them. */
import { fold } from './search-terms.ts';

export const contactColumns = [
  'fullName',
  'firstName',
  'lastName',
  'companyName',
  'kind',
  'notes',
  'phone',
  'email',
  'line1',
  'line2',
  'town',
  'county',
  'postcode',
  'country',
] as const;
export const matterColumns = [
  'number',
  'title',
  'description',
  'type',
  'stage',
  'status',
  'client',
  'clientEmail',
  'clientPhone',
  'responsible',
  'openedOn',
  'closedOn',
] as const;

export type ImportKind = 'contacts' | 'matters';
export type ContactColumn = (typeof contactColumns)[number];
export type MatterColumn = (typeof matterColumns)[number];
export type ImportColumn = ContactColumn | MatterColumn;

/** Several columns may hold these; of every other only the first counts. */
const repeatable: ReadonlySet<ImportColumn> = new Set(['phone', 'email']);

type Guess = readonly [RegExp, ImportColumn | null];

/** A part of an address, with or without whose it is and the word itself: "Mailing address city". */
function placed(part: string): RegExp {
  const whose = 'home|work|business|office|mailing|postal|billing|residential|primary|main|other';
  return new RegExp(`^(?:(?:${whose}) )?(?:address )?${part}$`);
}

/** In order; the first that fits decides. null: known, and not to be imported. */
const contactGuesses: readonly Guess[] = [
  [/(phone|mobile|e mail|email|fax|address|tel).*\b(type|label|display name|display|ext|extension)$/, null],
  [/^e ?mails? (type|display name)/, null],
  [/\be ?mail|\bmail address$/, 'email'],
  [/phone|mobile|\bcell|\btel\b|telephone|\bfax|landline|direct (dial|line|number)|pager|whatsapp/, 'phone'],
  [/^(home|work|business|office|main|primary|other) (no|num|number)$/, 'phone'],
  [
    /^(first|given|fore|christian)( ?names?)?$|^(contact|client) (first|given|fore) ?name$|^vorname$/,
    'firstName',
  ],
  [/^(last|family|sur)( ?names?)?$|^(contact|client) (last|family|sur) ?name$/, 'lastName'],
  [
    /^(company|organi[sz]ation|business|employer|account|entity|trading|firm)( name)?( 1 name)?$/,
    'companyName',
  ],
  [/^(full |display |contact |client |person )?name$|^(contact|client)$|^file as$/, 'fullName'],
  [/^((contact|client|entity|record) )?(type|kind)$|^is company$/, 'kind'],
  [/^(notes?|comments?|remarks?|memo|background( info)?)$/, 'notes'],
  [placed('(post ?code|postal code|zip( ?code)?|zip or postal code)'), 'postcode'],
  [placed('(country|country region)( name)?'), 'country'],
  [placed('(county|state|province|region|state province)'), 'county'],
  [placed('(town|city|town city|post town|suburb)'), 'town'],
  [placed('((address|street)( line)? 2|line 2|street address 2)'), 'line2'],
  [placed('(address|street|street address|(address|street)( line)? 1|line 1)'), 'line1'],
];

const matterGuesses: readonly Guess[] = [
  [/^(client|contact|customer)s? e ?mail/, 'clientEmail'],
  [/^(client|contact|customer)s? (phone|mobile|cell|tel)/, 'clientPhone'],
  [/^((matter|file|case|client matter) )?(no|num|number|ref|reference|id|code|display number)$/, 'number'],
  [/^(matter|case|file) (title|name|subject)$|^(title|matter|case|name|subject)$/, 'title'],
  [/^(matter |case |file )?(description|details|notes?|summary)$/, 'description'],
  [/^((matter|case) )?(type|kind|category)$|^practice area$|^area of law$|^work ?type$/, 'type'],
  [/^(matter |case )?stage$|^current stage$|^phase$/, 'stage'],
  [/^(matter |case |file )?(status|state)$/, 'status'],
  [/^(client|customer|contact|debtor)s?( names?)?$|^primary client$|^client contact$/, 'client'],
  [
    /^(person|attorney|solicitor|lawyer|staff|fee earner|partner) responsible$|^responsible( person| attorney| solicitor| lawyer| staff| fee earner| partner)?$|^(fee ?earner|handler|case ?handler|file handler|solicitor|attorney|lawyer|originating attorney)$/,
    'responsible',
  ],
  [
    /^(date )?open(ed)?( on| date)?$|^(matter |file )?(open|opened|start|created) (date|on)$|^date (opened|created|instructed)$/,
    'openedOn',
  ],
  [/^(date )?closed?( on| date)?$|^(matter |file )?(close|closed|end) (date|on)$|^date closed$/, 'closedOn'],
];

/** One entry a header: what the column means, or null when it is left out. */
export function guessColumns(kind: ImportKind, header: readonly string[]): (ImportColumn | null)[] {
  const guesses = kind === 'contacts' ? contactGuesses : matterGuesses;
  return onceEach(
    header.map((title) => guesses.find(([pattern]) => pattern.test(plain(title)))?.[1] ?? null),
  );
}

/** The first column of each meaning, where only one can count. */
export function onceEach(columns: readonly (ImportColumn | null)[]): (ImportColumn | null)[] {
  return columns.map((column, index) =>
    column !== null && !repeatable.has(column) && columns.indexOf(column) < index ? null : column,
  );
}

/** What a phone or e-mail column's header says beside "phone": "Home Phone" → "Home". */
export function labelOf(title: string): string {
  const rest = title
    .replace(/e-?mail|address|phone|telephone|number|\btel\b|\bno\b|value|[-_:.()]|\b\d+\b/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return /^primary$|^main$/i.test(rest) ? 'Main' : rest.slice(0, 100);
}

/** Which address the header of its first line names: "Home Street" → "Home". */
export function placeOf(title: string): string {
  const named = /^(home|work|business|office|mailing|postal|billing|residential|other)\b/i;
  const word = named.exec(title.trim())?.[1] ?? '';
  return word === '' ? '' : `${word.charAt(0).toUpperCase()}${word.slice(1).toLowerCase()}`;
}

function plain(title: string): string {
  return fold(title.replace(/([a-z])([A-Z])/g, '$1 $2'))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
