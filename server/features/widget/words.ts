/** What the people of the firm read about a request. Pure. */
import { findQuestion, type Side, sidesOf, type Transaction } from '../fee-scales/index.ts';
import type { Known } from './known.ts';
import type { VisitorRequest } from './public-shapes.ts';

export const transactionWords: Readonly<Record<Transaction, string>> = {
  sale: 'Sale',
  purchase: 'Purchase',
  sale_and_purchase: 'Sale and purchase',
  remortgage: 'Remortgage',
  transfer_of_equity: 'Transfer of equity',
  generic_enquiry: 'Enquiry',
};

interface FormWords {
  name: string;
  consentText: string;
  privacyUrl: string;
}

export function noteWords(form: FormWords, asked: VisitorRequest, at: Date): string {
  const { firstName, lastName, email, phone, message, inputs, page } = asked;
  const lines = [
    `Asked through the form “${form.name}”${page === '' ? '' : ` on ${page}`}.`,
    `${firstName} ${lastName}${email === '' ? '' : `, ${email}`}${phone === '' ? '' : `, ${phone}`}`,
    ...(inputs.clients > 1 ? [`${inputs.clients} people`] : []),
    ...sidesOf(inputs.transaction).flatMap((side) => answersOf(side, inputs.answers[side] ?? {})),
    ...(message === '' ? [] : ['', message]),
    '',
    `Agreed on ${at.toISOString()} to: “${form.consentText}” (${form.privacyUrl})`,
  ];
  return lines.join('\n').slice(0, 20_000);
}

function answersOf(side: Side, answers: Readonly<Record<string, string | number | boolean>>): string[] {
  return Object.entries(answers).map(([id, value]) => {
    const question = findQuestion(side, id);
    const said = question?.options?.find((option) => option.value === value)?.label ?? value;
    const words = said === true ? 'yes' : said === false ? 'no' : String(said);
    const label = question?.label ?? id;
    return `${transactionWords[side]} · ${label}${/[?…]$/.test(label) ? ' ' : ': '}${words}`;
  });
}

export function possibleDuplicateWords(known: readonly Known[]): string {
  const who = known.map(({ name, by }) => `${name} (the same ${by === 'email' ? 'e-mail' : 'number'})`);
  return `Perhaps the same person as ${who.join(', ')}: if so, merge the contacts.`;
}

/** Short on purpose: what a client wrote stays in the program, behind the sign-in. */
export function mailWords(
  form: { name: string },
  { firstName, lastName, inputs }: VisitorRequest,
  to: string,
  link: string,
): { subject: string; body: string } {
  const what = transactionWords[inputs.transaction];
  const who = `${firstName} ${lastName}`.replace(/\s+/g, ' ');
  return {
    subject: `New enquiry from your website: ${what}, ${who}`.slice(0, 200),
    body: `Hello ${to},\n\n${who} asks for a quote (${what.toLowerCase()}) through the form “${form.name}”.\n\nAnswers and contact details, with a draft quote:\n${link}\n`,
  };
}
