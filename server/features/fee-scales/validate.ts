/** What keeps a fee scale from being saved (quotes.md §3.1): every problem names the line and the band. Pure. */
import { type BandFault, bandFaults } from './bands.ts';
import type { Band, FeeLine, FeeScaleContent } from './content.ts';
import { findQuestion, type Question } from './questions.ts';

export interface ScaleProblem {
  lineId: string;
  label: string;
  /** Which band, from 0; null when it is the line as a whole. */
  band: number | null;
  problem:
    | BandFault['problem']
    | 'needs_limits'
    | 'limits_cross'
    | 'not_asked'
    | 'wrong_answer'
    | 'wrong_side'
    | 'duplicate_line';
  /** A sentence that names the place. */
  message: string;
}

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

function bandProblems(line: FeeLine, bands: readonly Band[]): ScaleProblem[] {
  return bandFaults(bands).map(({ band, problem, message }) => about(line, band, problem, message));
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
          about(
            line,
            null,
            'not_asked',
            `its condition names “${test.question}”, which is not asked for a ${words(side)}.`,
          ),
        ];
      if (canBe(question, test)) return [];
      return [
        about(
          line,
          null,
          'wrong_answer',
          `its condition can never hold: “${question.label}” is never answered so.`,
        ),
      ];
    }),
  );
}

function canBe(question: Question, test: FeeLine['trigger'][number]): boolean {
  const counted = question.kind === 'count' || question.kind === 'money' || question.kind === 'percent';
  if (!('is' in test)) return counted && (test.from ?? 0) <= (test.to ?? Number.POSITIVE_INFINITY);
  return test.is.every((value) => {
    if (question.kind === 'yes_no') return typeof value === 'boolean';
    if (question.kind === 'choice')
      return question.options?.some((option) => option.value === value) ?? false;
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
