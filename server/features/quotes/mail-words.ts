/** The e-mail that carries a quote. Plain text; the figures are in the PDF and on the page. Pure. */
import { moneyWords } from '../fee-scales/index.ts';
import type { Letter } from './letter.ts';
import { dayWords } from './rates-of-side.ts';

export function quoteMailWords(
  letter: Letter,
  totalPence: number,
  to: { name: string; address: string },
): { subject: string; body: string } {
  const { firm, title, expiresOn, from } = letter;
  const until = dayWords(expiresOn);
  const again = letter.version > 1;
  const paragraphs = [
    `Dear ${to.name},`,
    `here is our ${again ? 'new ' : ''}quote for ${title}: ${moneyWords(totalPence, firm.currency)} in all, with VAT, disbursements and tax as far as they are known. It holds until the end of ${until}.`,
    ...(letter.message === '' ? [] : [letter.message]),
    `Read every line of it, and accept it, here:\n${to.address}`,
    'The same is attached as a PDF. The link is for you alone.',
    'We never send bank details, or a change of them, by e-mail. If you get such a message, telephone us on a number that you know.',
    `${from ? `${from.name}\n` : ''}${firm.name}`,
  ];
  return {
    subject: `${again ? 'Our new quote' : 'Our quote'} for ${title} (${letter.reference})`,
    body: paragraphs.join('\n\n'),
  };
}
