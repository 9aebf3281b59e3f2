import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { symbolOf } from '../matters/money-parts.ts';
import {
  type Amount,
  type Band,
  type Line,
  type Question,
  questionsQuery,
  type Side,
  type Test,
} from './queries.ts';
import { writePence, writePercent, writeWhole } from './typed.ts';

/** The questions that are asked on each of these sides: what a condition may name. Text and days make no condition. */
export function useQuestions(): (sides: readonly Side[]) => Question[] {
  const all = useQuery(questionsQuery).data?.items ?? [];
  return (sides) => {
    const [first, ...others] = sides.map((side) => all.filter((question) => question.sides.includes(side)));
    return (first ?? []).filter(
      ({ id, kind }) =>
        kind !== 'text' && kind !== 'date' && others.every((of) => of.some((question) => question.id === id)),
    );
  };
}

export interface Words {
  pence: (pence: number) => string;
  pounds: (pounds: number) => string;
  percent: (basisPoints: number) => string;
  amount: (amount: Amount) => string;
  charge: (charge: Band['charge']) => string;
  band: (band: Pick<Band, 'from' | 'to'>) => string;
  test: (test: Test, sides: readonly Side[]) => string;
  sides: (line: Pick<Line, 'sides'>) => string;
}

/** A fee scale in short words, as the firm writes money. */
export function useWords(): Words {
  const { t } = useTranslation('fee-scales');
  const { locale, currency } = useFirmFormat();
  const questionsOf = useQuestions();
  const sign = symbolOf(currency, locale);
  const pence = (value: number) => `${sign}${writePence(value, locale)}`;
  const pounds = (value: number) => `${sign}${writeWhole(value, locale)}`;
  const percent = (basisPoints: number) => `${writePercent(basisPoints)}%`;
  const charge = (of: Band['charge']) =>
    of.kind === 'amount'
      ? pence(of.pence)
      : of.kind === 'percentage'
        ? percent(of.basisPoints)
        : t('onApplication');
  const band = ({ from, to }: Pick<Band, 'from' | 'to'>) => {
    if (to === null) return t('bandFrom', { from: pounds(from) });
    return from <= 1
      ? t('bandTo', { to: pounds(to) })
      : t('bandBetween', { from: pounds(from), to: pounds(to) });
  };
  return {
    pence,
    pounds,
    percent,
    charge,
    band,
    amount(amount) {
      switch (amount.rule) {
        case 'fixed':
          return pence(amount.pence);
        case 'banded':
          return t(amount.by === 'loan' ? 'byLoanShort' : 'byPriceShort', {
            range: range(amount.bands, charge),
          });
        case 'percentage':
          return t(amount.of === 'loan' ? 'ofLoan' : 'ofPrice', { percent: percent(amount.basisPoints) });
        case 'formula':
          return t('formulaShort', { base: pence(amount.basePence) });
        case 'information_fee':
          return t(`fee_${amount.fee}`);
        default:
          return t(`rule_${amount.rule}`);
      }
    },
    test(test, sides) {
      const question = questionsOf(sides).find(({ id }) => id === test.question);
      const name = question?.label.replace(/\?$/, '') ?? test.question;
      return `${name}: ${answerWords(test, question)}`;
    },
    sides: (line) =>
      new Intl.ListFormat(locale, { type: 'unit' }).format(line.sides.map((side) => t(`side_${side}`))),
  };

  function answerWords(test: Test, question: Question | undefined): string {
    if ('is' in test) {
      const values = test.is.map((value) => {
        if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
        return question?.options.find((option) => option.value === value)?.label ?? String(value);
      });
      return new Intl.ListFormat(locale, { type: 'disjunction' }).format(values);
    }
    const say = question?.kind === 'money' ? pounds : (value: number) => writeWhole(value, locale);
    const { from, to } = test;
    if (from !== undefined && to !== undefined) return t('band', { from: say(from), to: say(to) });
    if (from !== undefined) return t('bandFrom', { from: say(from) });
    return to === undefined ? t('any') : t('bandTo', { to: say(to) });
  }
}

/** "£795 to £1,295": the first and the last price of the bands. */
function range(bands: readonly Band[], charge: (charge: Band['charge']) => string): string {
  const priced = bands.filter(({ charge: { kind } }) => kind !== 'on_application');
  const [first, last] = [priced[0] ?? bands[0], priced.at(-1) ?? bands[0]];
  if (!first || !last) return '';
  const [low, high] = [charge(first.charge), charge(last.charge)];
  return low === high ? low : `${low} – ${high}`;
}
