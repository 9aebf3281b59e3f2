/** What keeps a fee scale from being saved (quotes.md §3.1): every problem names the line and the band. Pure. */
import type { Band, FeeLine, FeeScaleContent } from './content.ts';
import { findQuestion, type Question } from './questions.ts';

export interface ScaleProblem {
  lineId: string;
  label: string;
  /** Which band, from 0; null when it is the line as a whole. */
  band: number | null;
  problem:
    | 'gap'
    | 'overlap'
    | 'duplicate_edge'
    | 'upside_down'
    | 'starts_late'
    | 'ends_early'
    | 'open_too_soon'
    | 'needs_limits'
    | 'limits_cross'
    | 'not_asked'
    | 'wrong_answer'
    | 'wrong_side'
    | 'duplicate_line';
  /** A sentence that names the place. */
  message: string;
}

const number = new Intl.NumberFormat('en-GB');
const span = ({ from, to }: Band) =>
  to === null ? `from ${number.format(from)}` : `${number.format(from)}–${number.format(to)}`;

export function problemsOf(content: FeeScaleContent): ScaleProblem[] {
  const seen = new Set<string>();
  return content.lines.flatMap((line) => {
    const again = seen.has(line.id);
    seen.add(line.id);
    const { amount } = line;
    return [
      ...(again ? [about(line, null, 'duplicate_line', 'This line is there twice.')] : []),
      ...(amount.rule === 'banded' ? bandProblems(line, amount.bands) : []),
      ...limitProblems(line),
      ...triggerProblems(line),
      ...sideProblems(line),
    ];
  });
}

function about(
  { id, label }: FeeLine,
  band: number | null,
  problem: ScaleProblem['problem'],
  message: string,
): ScaleProblem {
  return { lineId: id, label, band, problem, message: `${label}: ${message}` };
}

/** Contiguous from nothing (0 or 1) on, the last one open. */
function bandProblems(line: FeeLine, bands: readonly Band[]): ScaleProblem[] {
  const problems: ScaleProblem[] = [];
  bands.forEach((band, at) => {
    const say = (problem: ScaleProblem['problem'], message: string) =>
      problems.push(about(line, at, problem, message));
    const before = bands[at - 1];
    if (band.to !== null && band.to < band.from) say('upside_down', `the band ${span(band)} ends before it begins.`);
    if (!before) {
      if (band.from > 1) say('starts_late', `the first band starts at ${number.format(band.from)}; nothing below it has a price.`);
    } else if (before.to === null) {
      say('open_too_soon', `the band ${span(before)} has no end, so the band ${span(band)} is never reached.`);
    } else if (band.from === before.to) {
      say('duplicate_edge', `${number.format(band.from)} is both in ${span(before)} and in ${span(band)}.`);
    } else if (band.from < before.to) {
      say('overlap', `the bands ${span(before)} and ${span(band)} overlap.`);
    } else if (band.from > before.to + 1) {
      say('gap', `nothing from ${number.format(before.to + 1)} to ${number.format(band.from - 1)} has a price: it lies between the bands ${span(before)} and ${span(band)}.`);
    }
  });
  const last = bands.at(-1);
  if (last && last.to !== null)
    problems.push(
      about(
        line,
        bands.length - 1,
        'ends_early',
        `the last band ${span(last)} must be open; make it “on application” when there is no price above.`,
      ),
    );
  return problems;
}

function limitProblems(line: FeeLine): ScaleProblem[] {
  const { amount } = line;
  if (!('minPence' in amount)) return [];
  const { minPence, maxPence } = amount;
  if (minPence !== null && maxPence !== null && minPence > maxPence)
    return [about(line, null, 'limits_cross', 'the least is more than the most.')];
  const percentages =
    amount.rule === 'percentage'
      ? [null]
      : amount.rule === 'banded'
        ? amount.bands.flatMap(({ charge }, at) => (charge.kind === 'percentage' ? [at] : []))
        : [];
  if (percentages.length === 0 || (minPence !== null && maxPence !== null)) return [];
  return percentages.map((at) =>
    about(line, at, 'needs_limits', 'a percentage needs a least and a most amount.'),
  );
}

/** A trigger may only name what is asked on every side of the line, and values that can be answered. */
function triggerProblems(line: FeeLine): ScaleProblem[] {
  return line.trigger.flatMap((test) =>
    line.sides.flatMap((side) => {
      const question = findQuestion(side, test.question);
      if (!question)
        return [
          about(line, null, 'not_asked', `its condition names “${test.question}”, which is not asked for a ${words(side)}.`),
        ];
      if (canBe(question, test)) return [];
      return [
        about(line, null, 'wrong_answer', `its condition can never hold: “${question.label}” is never answered so.`),
      ];
    }),
  );
}

function canBe(question: Question, test: FeeLine['trigger'][number]): boolean {
  const counted = question.kind === 'count' || question.kind === 'money' || question.kind === 'percent';
  if (!('is' in test)) return counted && (test.from ?? 0) <= (test.to ?? Number.POSITIVE_INFINITY);
  return test.is.every((value) => {
    if (question.kind === 'yes_no') return typeof value === 'boolean';
    if (question.kind === 'choice') return question.options?.some((option) => option.value === value) ?? false;
    return counted ? typeof value === 'number' : typeof value === 'string';
  });
}

/** An amount can only follow what is known on every side of the line. */
function sideProblems(line: FeeLine): ScaleProblem[] {
  const wanted = sidesNeeded(line);
  return line.sides
    .filter((side) => wanted && !wanted.includes(side))
    .map((side) => about(line, null, 'wrong_side', `a ${words(side)} has nothing to work it out from.`));
}

function sidesNeeded({ amount }: FeeLine): readonly string[] | null {
  if (amount.rule === 'property_tax') return ['purchase', 'transfer_of_equity'];
  if (amount.rule === 'registration_fee') return ['purchase', 'remortgage', 'transfer_of_equity'];
  const of =
    amount.rule === 'banded'
      ? [amount.by]
      : amount.rule === 'percentage'
        ? [amount.of]
        : amount.rule === 'formula'
          ? amount.terms.flatMap((term) => (term.kind === 'share' ? [term.of] : []))
          : [];
  return of.includes('loan') ? ['remortgage', 'transfer_of_equity'] : null;
}

const words = (side: string) => side.replaceAll('_', ' ');
