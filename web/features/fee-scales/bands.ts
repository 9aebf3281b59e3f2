/** The rows of a band table while they are edited: "from" follows the row above by itself unless somebody typed another. Pure. */
import { parsePence, parsePercent, parsePounds } from './typed.ts';

export interface EditBand {
  /** Of the row on the screen. */
  key: string;
  /** Whole units of the currency, both inside. `to` null: open, or not typed yet. */
  from: number | null;
  to: number | null;
  kind: 'amount' | 'percentage' | 'on_application';
  pence: number | null;
  basisPoints: number | null;
}

type Charge = Pick<EditBand, 'kind' | 'pence' | 'basisPoints'>;
const untyped: Charge = { kind: 'amount', pence: null, basisPoints: null };

export function firstBands(newKey: () => string): EditBand[] {
  return [
    { key: newKey(), from: 0, to: null, ...untyped },
    { key: newKey(), from: null, to: null, ...untyped, kind: 'on_application' },
  ];
}

function change(bands: readonly EditBand[], at: number, part: Partial<EditBand>): EditBand[] {
  return bands.map((band, index) => (index === at ? { ...band, ...part } : band));
}

/** Where a row begins of itself: right after the end of the one above. */
export function followOf(bands: readonly EditBand[], at: number): number | null {
  if (at === 0) return 0;
  const before = bands[at - 1]?.to;
  return before == null ? null : before + 1;
}

/** The row below begins right after, as long as it did before. */
export function setTo(bands: readonly EditBand[], at: number, to: number | null): EditBand[] {
  const after = bands[at + 1];
  const follow = followOf(bands, at + 1);
  const changed = change(bands, at, { to });
  if (!after || to === null) return changed;
  return follow === null || after.from === follow || after.from === null
    ? change(changed, at + 1, { from: to + 1 })
    : changed;
}

export function setFrom(bands: readonly EditBand[], at: number, from: number | null): EditBand[] {
  return change(bands, at, { from });
}

export function setCharge(bands: readonly EditBand[], at: number, charge: Partial<Charge>): EditBand[] {
  return change(bands, at, charge);
}

/** A new row below; above an open last one, which stays the last. Also tells where it stands. */
export function addBand(
  bands: readonly EditBand[],
  at: number,
  key: string,
): { bands: EditBand[]; at: number } {
  const here = bands[at];
  const open = here !== undefined && here.to === null && at === bands.length - 1;
  const place = open ? at : at + 1;
  const from = open ? here.from : followOf(bands, place);
  return { bands: bands.toSpliced(place, 0, { key, from, to: null, ...untyped }), at: place };
}

/** The row below takes over what was removed. */
export function removeBand(bands: readonly EditBand[], at: number): EditBand[] {
  const gone = bands[at];
  const after = bands[at + 1];
  const left = bands.toSpliced(at, 1);
  if (!gone || !after || after.from !== followOf(bands, at + 1)) return left;
  return change(left, at, { from: gone.from });
}

const mendable = ['gap', 'overlap', 'duplicate_edge', 'starts_late', 'ends_early'];

/** Whether one press can put it right. */
export function canMend(problem: string): boolean {
  return mendable.includes(problem);
}

/** A row begins where the one above ends; a last row that ends gets one "on application" above it. */
export function mend(bands: readonly EditBand[], at: number, problem: string, key: string): EditBand[] {
  if (!canMend(problem)) return [...bands];
  if (problem !== 'ends_early') return setFrom(bands, at, followOf(bands, at) ?? 0);
  const last: EditBand = { key, from: followOf(bands, bands.length), to: null, ...untyped };
  return [...bands, { ...last, kind: 'on_application' }];
}

/** What somebody copied in a spreadsheet: a bound that was not said is undefined. */
interface PastedRow {
  from?: number | undefined;
  to: number | null;
  charge: Charge;
}

const onApplication =
  /^(p\.?\s?o\.?\s?a\.?|(price )?on application|by (arrangement|quotation)|(please )?(ask|call)( us)?|tbc)$/i;

function chargeOf(cell: string): Charge | null {
  const text = cell.trim();
  if (onApplication.test(text)) return { ...untyped, kind: 'on_application' };
  if (text.includes('%')) {
    const basisPoints = parsePercent(text);
    return basisPoints === null ? null : { kind: 'percentage', pence: null, basisPoints };
  }
  const pence = parsePence(text.replace(/\+\s*vat$/i, ''));
  return pence === null ? null : { ...untyped, pence };
}

/** "101K-250K", "up to £250,000", "over 1m", "1,000,001+", "from 1m": the bounds that a row says. */
function boundsOf(words: string, open: boolean): Pick<PastedRow, 'from' | 'to'> | null {
  const numbers = [...words.matchAll(/\d[\d,]*(?:\.\d+)?\s*[km]?/gi)].map(([text]) => parsePounds(text));
  const [first, second] = numbers;
  if (numbers.includes(null) || numbers.length > 2) return null;
  if (first == null) return { to: null };
  if (second != null) return { from: first, to: second };
  if (/\b(over|above|more than|exceeding)\b|>/i.test(words)) {
    // "1,000,000 and above" begins there, "over 1,000,000" a pound later.
    return { from: /(and|or) (above|over)/i.test(words) ? first : first + 1, to: null };
  }
  if (open || /\+|\bfrom\b|∞/i.test(words)) return { from: first, to: null };
  return { to: /\b(under|below|less than)\b|</i.test(words) ? first - 1 : first };
}

function rowOf(line: string): PastedRow | null {
  const cells = line.split(line.includes('\t') ? '\t' : /\s{2,}|[;|]/).map((cell) => cell.trim());
  while (cells.length > 1 && cells.at(-1) === '') cells.pop();
  const alone = cells.length === 1;
  const charge = alone ? untyped : chargeOf(cells.at(-1) ?? '');
  if (!charge) return null;
  const said = alone ? cells : cells.slice(0, -1);
  // "1,000,001 | (nothing) | 1,495": a second bound that is empty means no end.
  const open = said.length > 1 && /^[-–—∞]?$/.test(said[1] ?? '');
  const words = said.filter((cell) => cell !== '').join(' – ');
  // A price of "everything else" is a row, words alone are none.
  if (alone && !/\d/.test(words)) return null;
  const bounds = boundsOf(words, open);
  return bounds && { ...bounds, charge };
}

/**
 * The rows of a table that was copied elsewhere, from `start` on where the first one does not say where it begins. What
 * it says is kept, also a hole: it is shown for what it is. Null when it is no table.
 */
export function pastedBands(text: string, start: number, newKey: () => string): EditBand[] | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length < 2 && !text.includes('\t')) return null;
  const [head, ...rest] = lines.map(rowOf);
  // A heading is no row, but anything else that cannot be read is a reason to take nothing.
  const rows = head === null ? rest : [head, ...rest];
  if (rows.length === 0) return null;
  const bands: EditBand[] = [];
  for (const row of rows) {
    if (!row) return null;
    const before = bands.at(-1);
    const follow = before ? (before.to === null ? null : before.to + 1) : start;
    bands.push({ key: newKey(), from: row.from ?? follow, to: row.to, ...row.charge });
  }
  return bands;
}
