/** The price page as plain HTML: it needs no script, prints well, and says what the SRA Transparency Rules ask for. Pure. */
import { moneyWords, type Side } from '../fee-scales/index.ts';
import { type Html, html, paragraphs } from './html.ts';
import type { PriceList } from './public-shapes.ts';
import { dayWords } from './rates-words.ts';

type SideOfList = PriceList['sides'][number];
type Line = SideOfList['lines'][number];

export const sideTitles: Readonly<Record<Side, string>> = {
  sale: 'Selling a home',
  purchase: 'Buying a home',
  remortgage: 'Remortgaging',
  transfer_of_equity: 'Transferring a share of a home (transfer of equity)',
};

const sections = [
  ['legal_fees', 'Our legal fees'],
  ['additional_fees', 'Our additional fees'],
  ['disbursements', 'Disbursements: what we pay to others for you'],
] as const;

const vatWords: Readonly<Record<Line['vat'], string>> = {
  standard: 'plus VAT',
  zero: 'VAT at 0 %',
  exempt: 'no VAT (exempt)',
  outside_scope: 'no VAT',
};

const nationWords: Readonly<Record<PriceList['nation'], string>> = {
  england: 'England',
  wales: 'Wales',
  scotland: 'Scotland',
  northern_ireland: 'Northern Ireland',
  new_south_wales: 'New South Wales',
};

export function pricePage(list: PriceList, style: string): string {
  const page = html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${`Prices – ${list.firm}`}</title>
<style>${{ html: style }}</style>
</head>
<body>
<main>
<h1>Our prices for conveyancing</h1>
<p class="lead"><strong>${list.firm}</strong>. Prices and rates as at ${dayWords(list.pricedOn)}; our prices have held since ${dayWords(list.startsOn)}. Our fees carry VAT at ${`${list.vatBasisPoints / 100} %`}; every table says what VAT comes to.</p>
${list.sides.length > 1 ? contents(list) : null}
${list.sides.map((side) => sideHtml(list, side))}
${section('What is and is not included', 'included', list.terms)}
${section('Who does the work', 'staff', list.staff)}
${section('If you are not content', 'complaints', list.complaints)}
${about(list)}
</main>
</body>
</html>
`;
  return page.html;
}

function contents({ sides }: PriceList): Html {
  return html`<nav aria-label="On this page"><ul>${sides.map(
    ({ side }) => html`<li><a href="${`#${side}`}">${sideTitles[side]}</a></li>`,
  )}</ul></nav>`;
}

function sideHtml(list: PriceList, side: SideOfList): Html {
  const { assumptions, cases, stages } = side;
  return html`<section id="${side.side}" aria-labelledby="${`${side.side}-title`}">
<h2 id="${`${side.side}-title`}">${sideTitles[side.side]}</h2>
${side.required ? null : html`<p class="note">The SRA does not require this price to be published; it is here for your information.</p>`}
${cases.length > 0 ? totalsTable(list, side) : null}
<p class="note">These are examples in ${nationWords[list.nation]}: ${assumptions.map((text, at) => (at === 0 ? text : lowered(text))).join('; ')}. Ask us for a quote of your own.</p>
<h3>How we charge, and what each part costs</h3>
${sections.map(([kind, title]) =>
  linesTable(
    list,
    side.lines.filter((line) => line.section === kind),
    title,
  ),
)}
${stages.length > 0 ? html`<h3>Key stages and how long they take</h3><ol>${stages.map((stage) => html`<li>${stage}</li>`)}</ol>` : null}
</section>`;
}

/** Of one sentence with the others. */
function lowered(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function totalsTable(list: PriceList, { side, cases }: SideOfList): Html {
  const say = (pence: number) => moneyWords(pence, list.currency);
  const taxed = cases.some(({ tax }) => tax > 0);
  const loan = side === 'remortgage';
  return html`<div class="wide" tabindex="0" role="region" aria-label="${`Total cost: ${sideTitles[side]}`}"><table>
<caption>Total cost for typical prices</caption>
<thead><tr><th scope="col">${loan ? 'Value of the property' : 'Price of the property'}</th><th scope="col">Freehold or leasehold</th><th scope="col">Total</th><th scope="col">of it, our fees</th><th scope="col">VAT on them</th><th scope="col">Disbursements, with VAT</th>${taxed ? html`<th scope="col">Property tax</th>` : null}</tr></thead>
<tbody>${cases.map(
    (one) =>
      html`<tr><th scope="row">${say(one.price * 100)}${one.loan === null || !loan ? null : html`<br><small>loan of ${say(one.loan * 100)}</small>`}</th><td>${one.tenure === 'freehold' ? 'Freehold' : 'Leasehold'}</td><td><strong>${say(one.total)}</strong>${one.incomplete.length > 0 ? html`<br><small>and, priced for you: ${one.incomplete.join(', ')}</small>` : null}</td><td>${say(one.feesNet)}</td><td>${say(one.feesVat)}</td><td>${say(one.disbursementsNet + one.disbursementsVat)}</td>${taxed ? html`<td>${say(one.tax)}</td>` : null}</tr>`,
  )}</tbody></table></div>`;
}

function linesTable(list: PriceList, lines: readonly Line[], title: string): Html {
  if (lines.length === 0) return html``;
  return html`<div class="wide" tabindex="0" role="region" aria-label="${title}"><table>
<caption>${title}</caption>
<thead><tr><th scope="col">What</th><th scope="col">How it is charged</th><th scope="col">Cost</th><th scope="col">VAT</th></tr></thead>
<tbody>${lines.map((line) => lineRow(list, line))}</tbody></table></div>`;
}

function lineRow({ currency }: PriceList, line: Line): Html {
  const when = [
    line.show === 'optional' ? 'if you choose it' : line.show === 'may_apply' ? 'may apply' : '',
    line.when,
  ].filter((part) => part !== '');
  return html`<tr><th scope="row">${line.label}${line.detail === '' ? null : html`<br><small>${line.detail}</small>`}${when.length === 0 ? null : html`<br><small>Only: ${when.join('; ')}</small>`}</th>
<td>${line.basis}${line.bands.length === 0 ? null : html`<ul>${line.bands.map(({ band, charge }) => html`<li>${band}: ${charge}</li>`)}</ul>`}</td>
<td>${rangeOf(line, 'netPence', currency)}</td>
<td>${line.vat === 'standard' && line.lowest ? rangeOf(line, 'vatPence', currency) : vatWords[line.vat]}</td></tr>`;
}

/** "£12", "£12 to £40", or that it is worked out for each client. */
export function rangeOf(
  { lowest, highest }: Pick<Line, 'lowest' | 'highest'>,
  which: 'netPence' | 'vatPence',
  currency: string,
): string {
  const low = lowest?.[which] ?? null;
  const high = highest?.[which] ?? null;
  if (low === null || high === null) return 'Worked out for you: please ask';
  return low === high
    ? moneyWords(low, currency)
    : `${moneyWords(low, currency)} to ${moneyWords(high, currency)}`;
}

function section(title: string, id: string, text: string): Html | null {
  if (text === '') return null;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${paragraphs(text)}</section>`;
}

function about({ firm, regulator, rates }: PriceList): Html {
  const { name, number } = regulator;
  return html`<footer>
${rates.length > 0 ? html`<p>The figures follow: ${rates.join(' ')}</p>` : null}
${number === '' ? null : html`<p>${firm} is authorised and regulated by ${name === '' ? 'the Solicitors Regulation Authority' : name}, number ${number}.</p>`}
</footer>`;
}
