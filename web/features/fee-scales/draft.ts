/** A draft while it is edited: every number may be missing for a moment, and what another rule had is not lost. Pure. */
import { type EditBand, firstBands, followOf } from './bands.ts';
import type { Amount, Band, Content, Driver, Line, SectionKind, Term } from './queries.ts';

export interface EditTerm {
  key: string;
  kind: 'each' | 'share';
  driver: Driver;
  beyond: number | null;
  pence: number | null;
  of: 'price' | 'loan';
  above: number | null;
  basisPoints: number | null;
}

/** The fields of all rules: choosing another rule and coming back finds what was typed. */
export interface EditAmount {
  rule: Amount['rule'];
  pence: number | null;
  of: 'price' | 'loan';
  bands: EditBand[];
  basisPoints: number | null;
  minPence: number | null;
  maxPence: number | null;
  roundToPence: number;
  basePence: number | null;
  terms: EditTerm[];
  fee: Extract<Amount, { rule: 'information_fee' }>['fee'];
}

export type EditLine = Omit<Line, 'amount'> & { amount: EditAmount };
export type Draft = Omit<Content, 'lines'> & { lines: EditLine[] };

/** Something that is not typed yet, so that the draft cannot be saved. */
export interface Missing {
  lineId: string;
  band: number | null;
  what: 'label' | 'sides' | 'trigger' | 'amount' | 'percent' | 'terms';
}

export function toDraft(content: Content, newKey: () => string): Draft {
  return {
    ...content,
    lines: content.lines.map((line) => ({ ...line, amount: toEdit(line.amount, newKey) })),
  };
}

function emptyAmount(rule: Amount['rule'], newKey: () => string): EditAmount {
  return {
    rule,
    pence: null,
    of: 'price',
    bands: firstBands(newKey),
    basisPoints: null,
    minPence: null,
    maxPence: null,
    roundToPence: 1,
    basePence: null,
    terms: [newTerm(newKey())],
    fee: 'register_copy',
  };
}

function toEdit(amount: Amount, newKey: () => string): EditAmount {
  const none = emptyAmount(amount.rule, newKey);
  switch (amount.rule) {
    case 'banded': {
      const { by, bands, ...limits } = amount;
      return { ...none, ...limits, of: by, bands: bands.map((band) => toEditBand(band, newKey())) };
    }
    case 'formula':
      return {
        ...none,
        ...amount,
        terms: amount.terms.map((term) => ({ ...newTerm(newKey()), ...term })),
      };
    default:
      return { ...none, ...amount };
  }
}

function toEditBand({ from, to, charge }: Band, key: string): EditBand {
  return {
    key,
    from,
    to,
    kind: charge.kind,
    pence: charge.kind === 'amount' ? charge.pence : null,
    basisPoints: charge.kind === 'percentage' ? charge.basisPoints : null,
  };
}

export function newTerm(key: string): EditTerm {
  return {
    key,
    kind: 'each',
    driver: 'title',
    beyond: 1,
    pence: null,
    of: 'price',
    above: 0,
    basisPoints: null,
  };
}

export function newLine(section: SectionKind, id: string, newKey: () => string): EditLine {
  return {
    id,
    section,
    label: '',
    detail: '',
    sides: section === 'legal_fees' ? ['purchase'] : ['sale', 'purchase'],
    trigger: [],
    amount: emptyAmount(section === 'legal_fees' ? 'banded' : 'fixed', newKey),
    quantity: 'one',
    vat: { treatment: section === 'disbursements' ? 'outside_scope' : 'standard', inclusive: false },
    show: 'charged',
    ticked: false,
    onAccount: false,
    mapped: null,
    activityCode: null,
  };
}

/**
 * The draft as the server takes it, and what is missing. While something is missing, "on application" stands for it: so
 * the rest can be checked and drawn.
 */
export function toContent(draft: Draft): { content: Content; missing: Missing[] } {
  const missing: Missing[] = [];
  const lines = draft.lines.map((line): Line => {
    const lacks = (what: Missing['what'], band: number | null = null) =>
      missing.push({ lineId: line.id, band, what });
    const trigger = line.trigger.filter((test) =>
      'is' in test ? test.is.length > 0 : test.from !== undefined || test.to !== undefined,
    );
    if (line.label.trim() === '') lacks('label');
    if (line.sides.length === 0) lacks('sides');
    if (trigger.length < line.trigger.length) lacks('trigger');
    return {
      ...line,
      label: line.label.trim() || '–',
      detail: line.detail.trim(),
      sides: line.sides.length === 0 ? ['sale'] : line.sides,
      trigger,
      amount: toAmount(line.amount, lacks),
    };
  });
  return { content: { ...draft, lines }, missing };
}

type Lacks = (what: Missing['what'], band?: number) => void;

function toAmount(edit: EditAmount, lacks: Lacks): Amount {
  const { rule, of, minPence, maxPence, roundToPence } = edit;
  const limits = { minPence, maxPence, roundToPence };
  switch (rule) {
    case 'fixed':
      if (edit.pence !== null) return { rule, pence: edit.pence };
      lacks('amount');
      return { rule: 'on_application' };
    case 'banded':
      return {
        rule,
        by: of,
        bands: edit.bands.map((band, at) => toBand(edit.bands, band, at, lacks)),
        ...limits,
      };
    case 'percentage':
      if (edit.basisPoints !== null) return { rule, of, basisPoints: edit.basisPoints, ...limits };
      lacks('percent');
      return { rule: 'on_application' };
    case 'formula': {
      const terms = edit.terms.flatMap((term) => toTerm(term) ?? []);
      if (terms.length > 0 && terms.length === edit.terms.length)
        return { rule, basePence: edit.basePence ?? 0, terms, ...limits };
      lacks('terms');
      return { rule: 'on_application' };
    }
    case 'information_fee':
      return { rule, fee: edit.fee };
    default:
      return { rule };
  }
}

function toBand(bands: readonly EditBand[], band: EditBand, at: number, lacks: Lacks): Band {
  const bounds = { from: band.from ?? followOf(bands, at) ?? 0, to: band.to };
  if (band.kind === 'amount' && band.pence !== null)
    return { ...bounds, charge: { kind: 'amount', pence: band.pence } };
  if (band.kind === 'percentage' && band.basisPoints !== null)
    return { ...bounds, charge: { kind: 'percentage', basisPoints: band.basisPoints } };
  if (band.kind !== 'on_application') lacks(band.kind === 'amount' ? 'amount' : 'percent', at);
  return { ...bounds, charge: { kind: 'on_application' } };
}

function toTerm({ kind, driver, beyond, pence, of, above, basisPoints }: EditTerm): Term | null {
  if (kind === 'each') return pence === null ? null : { kind, driver, beyond: beyond ?? 0, pence };
  return basisPoints === null ? null : { kind, of, above: above ?? 0, basisPoints };
}

export function changeLine(draft: Draft, id: string, part: Partial<EditLine>): Draft {
  return { ...draft, lines: draft.lines.map((line) => (line.id === id ? { ...line, ...part } : line)) };
}

export function changeAmount(draft: Draft, id: string, part: Partial<EditAmount>): Draft {
  const line = draft.lines.find((one) => one.id === id);
  return line ? changeLine(draft, id, { amount: { ...line.amount, ...part } }) : draft;
}

/** Below the line `after`, or as the last of its section. */
export function addLine(draft: Draft, line: EditLine, after?: string): Draft {
  const last = draft.lines.findLastIndex(({ id, section }) =>
    after === undefined ? section === line.section : id === after,
  );
  return { ...draft, lines: draft.lines.toSpliced(last < 0 ? draft.lines.length : last + 1, 0, line) };
}

export function removeLine(draft: Draft, id: string): Draft {
  return { ...draft, lines: draft.lines.filter((line) => line.id !== id) };
}

/** Where it was; at the end when the list has become shorter. Nothing twice. */
export function restoreLine(draft: Draft, line: EditLine, at: number): Draft {
  if (draft.lines.some(({ id }) => id === line.id)) return draft;
  return { ...draft, lines: draft.lines.toSpliced(at, 0, line) };
}

/** One place up (-1) or down (1) among the lines of its section. */
export function moveLine(draft: Draft, id: string, by: -1 | 1): Draft {
  const from = draft.lines.findIndex((line) => line.id === id);
  const { section } = draft.lines[from] ?? {};
  const to =
    by < 0
      ? draft.lines.findLastIndex((line, at) => at < from && line.section === section)
      : draft.lines.findIndex((line, at) => at > from && line.section === section);
  const [line, other] = [draft.lines[from], draft.lines[to]];
  if (!line || !other) return draft;
  return { ...draft, lines: draft.lines.with(from, other).with(to, line) };
}

/** Dropped onto another line: it takes that place, and that section. */
export function dropLine(draft: Draft, id: string, onto: string): Draft {
  const from = draft.lines.findIndex((line) => line.id === id);
  const to = draft.lines.findIndex((line) => line.id === onto);
  const [line, target] = [draft.lines[from], draft.lines[to]];
  if (!line || !target || from === to) return draft;
  const moved = { ...line, section: target.section };
  return { ...draft, lines: draft.lines.toSpliced(from, 1).toSpliced(to, 0, moved) };
}
