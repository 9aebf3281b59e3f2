import { describe, expect, test } from 'vitest';
import { dispositionOf, rangeOf } from '../../platform/http/file-content.ts';
import { toCsv } from './csv-export.ts';
import { guessColumns, labelOf } from './import-columns.ts';
import { readImportFile } from './import-file.ts';
import { readContactRow, readDay, readMatterRow, splitName } from './import-rows.ts';
import { searchQuery } from './search-terms.ts';

describe('reading a file', () => {
  test.each([
    ['UTF-8', Buffer.from('Name,Notes\nZoë,x'), 'utf-8', ','],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFFName;Notes\nZoë;x'), 'utf-8', ';'],
    ['Windows-1252 as Excel writes it', Buffer.from('Name;Notes\nZo\xeb;x', 'latin1'), 'windows-1252', ';'],
    ['UTF-16 with tabs', Buffer.from('\uFEFFName\tNotes\nZoë\tx', 'utf16le'), 'utf-16le', '\t'],
  ])('%s', (_name, bytes, encoding, delimiter) => {
    const file = readImportFile(bytes);
    expect(file).toMatchObject({ encoding, delimiter, header: ['Name', 'Notes'], unreadable: null });
    expect(file.rows).toEqual([{ line: 2, cells: ['Zoë', 'x'] }]);
  });

  test('rows know their first line, empty ones are left out, short ones filled up', () => {
    const file = readImportFile(Buffer.from('A,B\r\n"one\r\ntwo",x\r\n,\r\n\r\nthree\r\n'));
    expect(file.rows).toEqual([
      { line: 2, cells: ['one\ntwo', 'x'] },
      { line: 6, cells: ['three', ''] },
    ]);
  });

  test('a quotation mark that is never closed keeps what stands before it', () => {
    const file = readImportFile(Buffer.from('A,B\n1,2\n"3,4\n5,6\n'));
    expect(file.rows).toEqual([{ line: 2, cells: ['1', '2'] }]);
    expect(file.unreadable?.line).toBe(3);
  });

  test.each([[''], ['\0\0\0'], ['\uFEFF'], ['"']])('rubbish %j has no rows', (text) => {
    expect(readImportFile(Buffer.from(text)).rows).toEqual([]);
  });
});

describe('what a column means', () => {
  test.each([
    ['Outlook', 'First Name', 'firstName'],
    ['Outlook', 'Business Fax', 'phone'],
    ['Outlook', 'Business Phone 2', 'phone'],
    ['Outlook', 'E-mail Address', 'email'],
    ['Outlook', 'E-mail 2 Address', 'email'],
    ['Outlook', 'E-mail Type', null],
    ['Outlook', 'E-mail Display Name', null],
    ['Outlook', 'Company', 'companyName'],
    ['Clio', 'Primary Phone Number', 'phone'],
    ['Clio', 'Primary Email Address', 'email'],
    ['Clio', 'Type', 'kind'],
    ['Smokeball', 'Surname', 'lastName'],
    ['Smokeball', 'Cell', 'phone'],
    ['Google', 'Phone 1 - Value', 'phone'],
    ['Google', 'Phone 1 - Type', null],
    ['Google', 'Given Name', 'firstName'],
    ['by hand', 'Organisation', 'companyName'],
    ['by hand', 'NAME', 'fullName'],
    ['by hand', 'Favourite colour', null],
    ['by hand', 'Home Address', 'line1'],
  ])('contacts, %s: %s', (_from, title, column) => {
    expect(guessColumns('contacts', [title])).toEqual([column]);
  });

  test.each([
    ['Smokeball', 'Matter Number', 'number'],
    ['Smokeball', 'Person Responsible', 'responsible'],
    ['Smokeball', 'Matter Type', 'type'],
    ['Clio', 'Display Number', 'number'],
    ['Clio', 'Practice Area', 'type'],
    ['Clio', 'Responsible Attorney', 'responsible'],
    ['Clio', 'Open Date', 'openedOn'],
    ['Clio', 'Close Date', 'closedOn'],
    ['by hand', 'File No.', 'number'],
    ['by hand', 'Fee earner', 'responsible'],
    ['by hand', 'Client', 'client'],
    ['by hand', 'Client e-mail', 'clientEmail'],
    ['by hand', 'Description', 'description'],
  ])('matters, %s: %s', (_from, title, column) => {
    expect(guessColumns('matters', [title])).toEqual([column]);
  });

  test('only the first of two names counts, every phone does', () => {
    expect(guessColumns('contacts', ['Name', 'Full Name', 'Phone', 'Mobile'])).toEqual([
      'fullName',
      null,
      'phone',
      'phone',
    ]);
    expect(
      ['Home Phone', 'Business Phone 2', 'Mobile', 'E-mail Address', 'Primary Phone Number'].map(labelOf),
    ).toEqual(['Home', 'Business', 'Mobile', '', 'Main']);
  });
});

describe('rows', () => {
  const contact = (cells: string[], ...columns: Parameters<typeof readContactRow>[0]['columns']) =>
    readContactRow({ header: columns.map((column) => column ?? '-'), columns }, { line: 7, cells }, 'GB');

  test.each([
    ['first and last', ['Jo', 'Doe', ''], { kind: 'person', firstName: 'Jo', lastName: 'Doe' }],
    ['employer beside a person', ['Jo', 'Doe', 'Doe Ltd'], { kind: 'person', companyName: 'Doe Ltd' }],
    ['only a company', ['', '', 'Doe Ltd'], { kind: 'company', companyName: 'Doe Ltd', lastName: '' }],
  ])('contact: %s', (_name, cells, row) => {
    expect(contact(cells, 'firstName', 'lastName', 'companyName').row).toMatchObject(row);
  });

  test('a company is told by its name, and a bad e-mail is left out with its place', () => {
    const read = contact(['Doe & Sons LLP', 'not an e-mail'], 'fullName', 'email');
    expect(read.row).toMatchObject({ kind: 'company', companyName: 'Doe & Sons LLP', emails: [] });
    expect(read.problems).toMatchObject([
      { line: 7, column: 'email', value: 'not an e-mail', leftOut: 'field' },
    ]);
  });

  test('a row without any name is left out', () => {
    const read = contact(['x@example.com'], 'email');
    expect(read.row).toBeNull();
    expect(read.problems).toMatchObject([{ line: 7, column: null, leftOut: 'row' }]);
  });

  test.each([
    ['2026-02-03', 'GB', '2026-02-03'],
    ['3/2/2026', 'GB', '2026-02-03'],
    ['3/2/2026', 'AU', '2026-02-03'],
    ['2/3/2026', 'US', '2026-02-03'],
    ['2/3/2026 10:00', 'US', '2026-02-03'],
    ['31/2/2026', 'GB', null],
    ['soon', 'GB', null],
  ])('date %s in %s', (text, country, day) => expect(readDay(text, country)).toBe(day));

  test('a matter takes its title from its description, and an odd status is said', () => {
    const columns = ['description', 'status', 'client'] as const;
    const read = readMatterRow(
      { header: columns, columns },
      { line: 3, cells: ['Sale of 1 High St', 'odd', 'Doe, Jo'] },
      'GB',
    );
    expect(read.row).toMatchObject({
      title: 'Sale of 1 High St',
      description: '',
      status: 'open',
      client: { name: 'Jo Doe' },
    });
    expect(read.problems).toMatchObject([{ column: 'status', value: 'odd', leftOut: 'field' }]);
  });

  test.each([
    ['Jo Doe', ['Jo', 'Doe']],
    ['Doe, Jo', ['Jo', 'Doe']],
    ['Jo Ann van Doe', ['Jo Ann van', 'Doe']],
    ['Doe', ['', 'Doe']],
  ])('name %s', (full, parts) => expect(splitName(full)).toEqual(parts));
});

describe('handing out', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['@cmd', "'@cmd"],
    ['+44 20', "'+44 20"],
    ['-1', "'-1"],
    ['a,"b"', '"a,""b"""'],
    ['plain', 'plain'],
  ])('a cell %s is safe in a spreadsheet, and comes back as it was', (value, written) => {
    const csv = toCsv(['H'], [[value]]);
    expect(csv).toBe(`\uFEFFH\r\n${written}\r\n`);
    expect(readImportFile(Buffer.from(csv)).rows[0]?.cells).toEqual([value]);
  });

  test.each([
    [undefined, 'whole'],
    ['bytes=0-4', { start: 0, end: 4 }],
    ['bytes=5-', { start: 5, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-99', { start: 0, end: 9 }],
    ['bytes=8-99', { start: 8, end: 9 }],
    ['bytes=10-', 'none'],
    ['bytes=-0', 'none'],
    ['bytes=4-2', 'whole'],
    ['bytes=0-1,3-4', 'whole'],
    ['bytes=-', 'whole'],
    ['lines=1-2', 'whole'],
  ])('range %s of ten bytes', (header, range) => expect(rangeOf(header, 10)).toEqual(range));

  test.each([
    ['a.pdf', `attachment; filename="a.pdf"; filename*=UTF-8''a.pdf`],
    ['a"\r\nb;%.pdf', `attachment; filename="a___b__.pdf"; filename*=UTF-8''a%22%0D%0Ab%3B%25.pdf`],
    ["né (1)'*.pdf", `attachment; filename="ne (1)'*.pdf"; filename*=UTF-8''n%C3%A9%20%281%29%27%2A.pdf`],
    ['\ud800.pdf', `attachment; filename="_.pdf"; filename*=UTF-8''%EF%BF%BD.pdf`],
  ])('file name %j', (name, header) => expect(dispositionOf(name, 'attachment')).toBe(header));

  test.each([
    ['', null],
    ["' | !", null],
    ['Zoë Q', "'zoe':* & 'q':*"],
    ['07700 900', "('07700':* & '900':*) | '#07700900':* | '#7700900':*"],
  ])('search %j', (typed, query) => expect(searchQuery(typed)).toBe(query));
});
