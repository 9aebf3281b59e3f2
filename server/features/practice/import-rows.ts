/** One row of a file as a contact or a matter, or the sentences that say why not. Pure. */
import { z } from 'zod';
import { type ContactAddress, isBlank } from './contact-addresses.ts';
import type { PhoneInput } from './contacts-schema.ts';
import { type ImportColumn, labelOf, placeOf } from './import-columns.ts';
import type { ImportRow } from './import-file.ts';
import { findNumbers } from './phone-numbers.ts';

export interface RowProblem {
  line: number;
  /** Header of the column; null when it is the whole row. */
  column: string | null;
  value: string;
  message: string;
  /** row: it was left out; field: the row came without that field; nothing: it was kept as it stands. */
  leftOut: 'row' | 'field' | 'nothing';
}

export interface ContactRow {
  line: number;
  kind: 'person' | 'company';
  firstName: string;
  lastName: string;
  companyName: string;
  notes: string;
  phones: PhoneInput[];
  emails: { email: string; label: string }[];
  /** One at most. */
  addresses: ContactAddress[];
}

export interface MatterRow {
  line: number;
  number: string | null;
  title: string;
  description: string;
  type: string;
  stage: string;
  status: 'open' | 'pending' | 'closed';
  client: { name: string; email: string | null; phone: string | null } | null;
  responsible: string;
  openedOn: string | null;
  closedOn: string | null;
}

export interface Layout {
  header: readonly string[];
  columns: readonly (ImportColumn | null)[];
}

export interface ReadRow<T> {
  /** null when the row is left out. */
  row: T | null;
  problems: RowProblem[];
}

const companyName =
  /\b(ltd|limited|plc|llp|inc|incorporated|corp|corporation|llc|pty|gmbh|company|trust|council)\b\.?/i;

/** Cells by meaning, and a way to complain about one. */
class Reader {
  readonly problems: RowProblem[] = [];
  readonly #layout: Layout;
  readonly #source: ImportRow;

  constructor(layout: Layout, source: ImportRow) {
    this.#layout = layout;
    this.#source = source;
  }

  all(column: ImportColumn): { title: string; value: string }[] {
    return this.#layout.columns.flatMap((meaning, index) => {
      const value = this.#source.cells[index] ?? '';
      return meaning === column && value !== '' ? [{ title: this.#layout.header[index] ?? '', value }] : [];
    });
  }

  one(column: ImportColumn, maxLength = 300): string {
    const cell = this.all(column)[0];
    if (!cell) return '';
    if (cell.value.length > maxLength) {
      this.complain(cell, `Longer than ${maxLength} characters.`, 'field');
      return cell.value.slice(0, maxLength);
    }
    return cell.value;
  }

  complain(
    cell: { title: string; value: string } | null,
    message: string,
    leftOut: RowProblem['leftOut'],
  ): void {
    const { line } = this.#source;
    this.problems.push({
      line,
      column: cell?.title ?? null,
      value: (cell?.value ?? '').slice(0, 200),
      message,
      leftOut,
    });
  }

  done<T>(row: T): ReadRow<T> {
    const whole = this.problems.every((problem) => problem.leftOut !== 'row');
    return { row: whole ? row : null, problems: this.problems };
  }
}

/** `country` is the firm's, for numbers without a country code. */
export function readContactRow(layout: Layout, source: ImportRow, country: string): ReadRow<ContactRow> {
  const reader = new Reader(layout, source);
  const full = reader.one('fullName');
  let firstName = reader.one('firstName');
  let lastName = reader.one('lastName');
  let company = reader.one('companyName');
  const kindCell = reader.one('kind');
  const isCompany =
    /^(company|organi[sz]ation|business|entity|yes|true|trust)$/i.test(kindCell) ||
    (firstName === '' &&
      lastName === '' &&
      (full === '' ? company !== '' : kindCell === '' && companyName.test(full)));
  if (full !== '' && firstName === '' && lastName === '') {
    if (isCompany) company ||= full;
    else [firstName, lastName] = splitName(full);
  }
  if (isCompany && company === '') company = [firstName, lastName].filter(Boolean).join(' ');
  const emails = reader.all('email').flatMap((cell) => {
    const parts = cell.value.split(/[;,\s]+/).filter((part) => part !== '');
    const good = parts.filter((part) => z.email().max(254).safeParse(part).success);
    if (good.length < parts.length)
      reader.complain(cell, 'Not an e-mail address, or not only that.', 'field');
    return good.map((email) => ({ email, label: labelOf(cell.title) }));
  });
  const phones = reader.all('phone').map((cell) => {
    if (findNumbers(cell.value.slice(0, 500), country).unreadable !== null)
      reader.complain(
        cell,
        'Not a phone number, or not only that. It is kept, but no call finds it.',
        'nothing',
      );
    return { text: cell.value.slice(0, 500), label: labelOf(cell.title) };
  });
  if (firstName === '' && lastName === '' && company === '')
    reader.complain(null, 'The row has no name: neither of a person nor of a company.', 'row');
  return reader.done({
    line: source.line,
    kind: isCompany ? 'company' : 'person',
    firstName: isCompany ? '' : firstName,
    lastName: isCompany ? '' : lastName,
    companyName: company,
    notes: reader.one('notes', 20_000),
    phones: phones.slice(0, 50),
    emails: emails.slice(0, 50),
    addresses: readAddress(reader),
  });
}

function readAddress(reader: Reader): ContactAddress[] {
  const [first] = reader.all('line1');
  const address = {
    label: first ? placeOf(first.title) : '',
    line1: reader.one('line1'),
    line2: reader.one('line2'),
    town: reader.one('town'),
    county: reader.one('county'),
    postcode: reader.one('postcode'),
    country: reader.one('country'),
  };
  return isBlank(address) ? [] : [address];
}

/** "Smith, Jane" and "Jane Smith" → first and last name. */
export function splitName(full: string): [string, string] {
  const [last, first] = full.split(',').map((part) => part.trim());
  if (last !== undefined && first !== undefined && first !== '') return [first, last];
  const space = full.lastIndexOf(' ');
  return space < 0 ? ['', full] : [full.slice(0, space).trim(), full.slice(space + 1)];
}

/** "Smith, Jane" as "Jane Smith"; companies as they are. */
function usualOrder(name: string): string {
  return name.includes(',') && !companyName.test(name) ? splitName(name).join(' ').trim() : name;
}

export function readMatterRow(layout: Layout, source: ImportRow, country: string): ReadRow<MatterRow> {
  const reader = new Reader(layout, source);
  const number = reader.one('number', 60);
  const description = reader.one('description', 20_000);
  const client = usualOrder(reader.one('client'));
  const title =
    reader.one('title') || description.slice(0, 300) || (client && number ? `${client} ${number}` : client);
  if (title === '')
    reader.complain(null, 'The row has no title, description or client to name the matter by.', 'row');
  const day = (column: 'openedOn' | 'closedOn'): string | null => {
    const cell = reader.all(column)[0];
    if (!cell) return null;
    const date = readDay(cell.value, country);
    if (date === null) reader.complain(cell, 'This is not a date that can be read.', 'field');
    return date;
  };
  const statusCell = reader.all('status')[0];
  const status = statusCell ? readStatus(statusCell.value) : 'open';
  if (statusCell && status === null)
    reader.complain(statusCell, 'Not a status; use open, pending or closed. It came as open.', 'field');
  return reader.done({
    line: source.line,
    number: number === '' ? null : number,
    title,
    description: reader.one('title') === '' ? '' : description,
    type: reader.one('type'),
    stage: reader.one('stage'),
    status: status ?? 'open',
    client:
      client === ''
        ? null
        : {
            name: client,
            email: reader.one('clientEmail') || null,
            phone: reader.one('clientPhone') || null,
          },
    responsible: reader.one('responsible'),
    openedOn: day('openedOn'),
    closedOn: day('closedOn'),
  });
}

function readStatus(text: string): MatterRow['status'] | null {
  if (/^(open|active|current|in progress|live|yes)$/i.test(text)) return 'open';
  if (/^(pending|on hold|prospect|prospective|intake|potential)$/i.test(text)) return 'pending';
  if (/^(closed?|archived|complete|completed|inactive|cancelled|deleted|finished)$/i.test(text))
    return 'closed';
  return null;
}

/** YYYY-MM-DD of an ISO date, or of `3/2/2026` read as the country writes it; null when it is no date. */
export function readDay(text: string, country: string): string | null {
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$/.exec(text);
  const local = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ ,].*)?$/.exec(text);
  const parts = iso
    ? [iso[1], iso[2], iso[3]]
    : local && (country === 'US' ? [local[3], local[1], local[2]] : [local[3], local[2], local[1]]);
  if (!parts) return null;
  const [year = '', month = '', date = ''] = parts;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return z.iso.date().safeParse(day).success ? day : null;
}
