/** CSV for spreadsheets. A cell that a spreadsheet would run as a formula gets an apostrophe in front. */

type Cell = string | number | boolean | null;

/** RFC 4180 with a byte order mark, so that Excel reads it as UTF-8. */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${[header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Takes back what the export put in front of a cell, so that an exported file can be imported. */
export function withoutGuard(text: string): string {
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}

function cell(value: Cell): string {
  const text = value === null ? '' : String(value);
  // https://owasp.org/www-community/attacks/CSV_Injection
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
