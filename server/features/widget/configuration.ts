/** What a form is told about itself: what the firm publishes, and nothing else. Pure. */

import { coloursFor } from '../../platform/colours.ts';
import { describeQuestions, type VersionToPrice } from '../fee-scales/index.ts';
import type { FirmFacts } from '../firms/index.ts';
import { askedOf, sidesAsked } from './asked.ts';
import type { Configuration } from './public-shapes.ts';
import type { Form } from './reads.ts';

const languages = { GB: 'en-GB', US: 'en-US', AU: 'en-AU' } as const;

export function publicConfiguration(
  form: Form,
  { country, currency }: FirmFacts,
  scale: VersionToPrice | null,
  ticket: string,
): Configuration {
  const content = scale?.content ?? null;
  return {
    firm: form.firmName,
    language: country === 'US' || country === 'AU' ? languages[country] : languages.GB,
    currency,
    show: scale ? form.show : 'request',
    transactions: form.transactions,
    questions: questionsFor(form.transactions, content),
    consent: { text: form.consentText, privacyUrl: form.privacyUrl },
    look: { font: form.look.font, ...coloursFor(form.look.accent) },
    pricesUrl: form.prices.published && scale ? `/prices/${form.key}` : null,
    ticket,
  };
}

/** What changes most prices; all others have an answer that fits most people. */
const mainQuestions = new Set([
  ...['nation', 'price', 'tenure', 'newBuild', 'mortgage', 'loan', 'mortgagesToRedeem'],
  ...['buyerStatus', 'replacesMainResidence', 'moneyPaid'],
]);

/** Each question with the sides that it is asked for here. */
function questionsFor(
  transactions: Form['transactions'],
  content: VersionToPrice['content'] | null,
): Configuration['questions'] {
  const asked = sidesAsked(transactions).map((side) => ({ side, ids: askedOf(side, content) }));
  return describeQuestions().flatMap((question) => {
    const sides = asked
      .filter(({ side, ids }) => question.sides.includes(side) && ids.has(question.id))
      .map(({ side }) => side);
    const main = question.required || mainQuestions.has(question.id);
    return sides.length === 0 ? [] : [{ ...question, sides, main }];
  });
}
