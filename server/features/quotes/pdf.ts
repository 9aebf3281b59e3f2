/** The PDF of a quote: what a firm would send. The all-in total first, then every line with its reason. */
import { fileURLToPath } from 'node:url';
import pdfmake from 'pdfmake';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { type Letter, sectionTitles, sideTitles } from './letter.ts';
import type { PricedShape } from './priced-shape.ts';

type Side = PricedShape['sides'][number];
type Line = Side['lines'][number];

const ink = '#1c2524';
const quiet = '#5f6b69';
const accent = '#0f5c5c';
const rule = '#d8dedd';
const locales: Readonly<Record<string, string>> = { GB: 'en-GB', US: 'en-US', AU: 'en-AU' };

// The fonts that come with the package.
const fontFolder = fileURLToPath(new URL('fonts/Roboto/', import.meta.resolve('pdfmake/package.json')));
pdfmake.setFonts({
  Roboto: {
    normal: `${fontFolder}Roboto-Regular.ttf`,
    bold: `${fontFolder}Roboto-Medium.ttf`,
    italics: `${fontFolder}Roboto-Italic.ttf`,
    bolditalics: `${fontFolder}Roboto-MediumItalic.ttf`,
  },
});

// Nothing but these fonts is read, and no address is asked, whatever somebody wrote into a quote.
pdfmake.setLocalAccessPolicy((path) => path.startsWith(fontFolder));
pdfmake.setUrlAccessPolicy(() => false);

/** pdfmake changes what it is given: `documentOf` hands it copies only. */
export async function renderQuotePdf(letter: Letter, priced: PricedShape, at: Date): Promise<Buffer> {
  return await pdfmake.createPdf(documentOf(letter, priced, at)).getBuffer();
}

export function documentOf(letter: Letter, priced: PricedShape, at: Date): TDocumentDefinitions {
  const words = wordsFor(letter);
  const { firm, from } = letter;
  return {
    info: {
      title: `Quote ${letter.reference}`,
      author: firm.name,
      subject: letter.title,
      creationDate: at,
      modDate: at,
    },
    language: locales[firm.country] ?? 'en-GB',
    pageSize: firm.country === 'US' ? 'LETTER' : 'A4',
    pageMargins: [56, 60, 56, 64],
    defaultStyle: { font: 'Roboto', fontSize: 9.5, lineHeight: 1.25, color: ink },
    footer: (page, pages) => ({
      margin: [56, 20, 56, 0],
      columns: [
        { text: `${firm.name} · Quote ${letter.reference}`, color: quiet, fontSize: 8 },
        { text: `Page ${page} of ${pages}`, alignment: 'right', color: quiet, fontSize: 8 },
      ],
    }),
    content: [
      {
        columns: [
          { text: firm.name, fontSize: 15, bold: true, color: accent },
          {
            alignment: 'right',
            stack: [
              { text: `Quote ${letter.reference}`, bold: true },
              { text: words.day(letter.pricedOn), color: quiet },
              ...(letter.version > 1 ? [{ text: `Version ${letter.version}`, color: quiet }] : []),
            ],
          },
        ],
      },
      { text: letter.title, fontSize: 18, bold: true, margin: [0, 22, 0, 2] },
      { text: `For ${listWords(letter.clients)}`, color: quiet },
      ...letter.properties.map(({ address }): Content => ({ text: address, color: quiet })),
      totalBox(letter, priced, words),
      ...(letter.message ? [paragraph(letter.message)] : []),
      ...(letter.changes.length > 0
        ? [heading('What has changed'), { ul: [...letter.changes], margin: [0, 0, 0, 4] } satisfies Content]
        : []),
      ...priced.sides.flatMap((side) => sideContent(side, priced.sides.length > 1, words)),
      ...mayApply(priced, words),
      ...(letter.terms ? [heading('What this covers'), paragraph(letter.terms)] : []),
      ...(letter.referral ? [heading('Introduction'), paragraph(letter.referral)] : []),
      heading('About these figures'),
      {
        ul: [
          `They are those of ${words.day(letter.pricedOn)} and hold until the end of ${words.day(letter.expiresOn)}.`,
          ...letter.rates,
          'We never send bank details, or a change of them, by e-mail. If you get such a message, telephone us on a number that you know.',
        ],
      },
      ...(from
        ? [{ text: `${from.name} · ${from.email}`, margin: [0, 14, 0, 0], color: quiet } satisfies Content]
        : []),
    ],
  };
}

interface Words {
  money(pence: number): string;
  pounds(pounds: number): string;
  day(day: string): string;
}

function wordsFor({ firm }: Letter): Words {
  const locale = locales[firm.country] ?? 'en-GB';
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: firm.currency });
  const whole = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: firm.currency,
    maximumFractionDigits: 0,
  });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return {
    money: (pence) => money.format(pence / 100),
    pounds: (pounds) => whole.format(pounds),
    day: (text) => day.format(new Date(`${text}T00:00:00Z`)),
  };
}

function heading(text: string): Content {
  return { text, fontSize: 11.5, bold: true, margin: [0, 16, 0, 4] };
}

function paragraph(text: string): Content {
  return { text, margin: [0, 10, 0, 0] };
}

function totalBox(letter: Letter, { totals }: PricedShape, { money, day }: Words): Content {
  const parts = [
    `fees ${money(totals.feesNet)} + VAT ${money(totals.feesVat)}`,
    `disbursements ${money(totals.disbursementsNet + totals.disbursementsVat)}`,
    ...(totals.tax > 0 ? [`property tax ${money(totals.tax)}`] : []),
  ];
  return {
    margin: [0, 14, 0, 0],
    table: {
      widths: ['*', 'auto'],
      body: [
        [
          {
            stack: [
              { text: 'In all', bold: true, fontSize: 12 },
              { text: parts.join(' · '), color: quiet },
              ...(totals.onAccount > 0
                ? [{ text: `${money(totals.onAccount)} of it on account, before work begins`, color: quiet }]
                : []),
            ],
          },
          {
            stack: [
              { text: money(totals.total), bold: true, fontSize: 18, alignment: 'right', color: accent },
              { text: `until ${day(letter.expiresOn)}`, alignment: 'right', color: quiet },
            ],
          },
        ],
      ],
    },
    layout: {
      hLineColor: () => accent,
      hLineWidth: () => 1,
      vLineWidth: () => 0,
      paddingTop: () => 8,
      paddingBottom: () => 8,
    },
  };
}

function sideContent({ side, lines, totals }: Side, several: boolean, words: Words): Content[] {
  const counted = lines.filter(({ counts }) => counts);
  const sections = (['legal_fees', 'additional_fees', 'disbursements'] as const).flatMap((section) => {
    const own = counted.filter((line) => line.section === section && !line.tax);
    return own.length === 0 ? [] : sectionRows(sectionTitles[section], own, words);
  });
  const tax = counted.filter((line) => line.tax);
  const { money } = words;
  return [
    {
      margin: [0, 14, 0, 0],
      table: {
        // The title is part of the head: it is never left alone at the foot of a page, and says on the next what goes on.
        headerRows: 1,
        keepWithHeaderRows: 2,
        dontBreakRows: true,
        widths: ['*', 62, 56, 66],
        body: [
          [
            { text: sideTitles[side], fontSize: 11.5, bold: true },
            right('Net', true),
            right('VAT', true),
            right('Total', true),
          ],
          ...sections,
          ...(tax.length > 0 ? sectionRows('Property tax', tax, words) : []),
          ...tax.flatMap((line) => sliceRows(line, words)),
          ...(several
            ? [
                [
                  { text: `${sideTitles[side]}, in all`, bold: true },
                  '',
                  '',
                  { ...right(money(totals.total)), bold: true },
                ],
              ]
            : []),
        ],
      },
      layout: {
        hLineWidth: (at) => (at === 0 ? 0 : 0.5),
        vLineWidth: () => 0,
        hLineColor: () => rule,
        paddingLeft: () => 0,
        paddingRight: () => 0,
        paddingTop: () => 3,
        paddingBottom: () => 3,
      },
    },
  ];
}

function sectionRows(title: string, lines: readonly Line[], { money }: Words): TableCell[][] {
  return [
    [{ text: title, bold: true, color: accent, colSpan: 4, margin: [0, 4, 0, 0] }, '', '', ''],
    ...lines.map((line): TableCell[] => [
      {
        stack: [
          line.label,
          ...(line.detail ? [{ text: line.detail, fontSize: 8.5, color: quiet }] : []),
          { text: line.why, fontSize: 8, color: quiet },
        ],
      },
      right(money(line.netPence ?? 0)),
      right(line.vat === 'standard' ? money(line.vatPence ?? 0) : '–'),
      right(money(line.grossPence ?? 0)),
    ]),
  ];
}

function sliceRows({ slices }: Line, { money, pounds }: Words): TableCell[][] {
  return slices
    .filter(({ tax }) => tax > 0)
    .map(({ from, to, rate, tax }) => [
      {
        text: `${Math.round(rate * 10_000) / 100} % of ${to === null ? `what is over ${pounds(from)}` : `${pounds(from)} to ${pounds(to)}`}`,
        fontSize: 8,
        color: quiet,
        margin: [10, 0, 0, 0],
      },
      '',
      '',
      { text: money(tax * 100), alignment: 'right', fontSize: 8, color: quiet },
    ]);
}

function mayApply({ sides }: PricedShape, { money }: Words): Content[] {
  const lines = sides.flatMap(({ side, lines: all }) =>
    all
      .filter(({ counts, show }) => !counts && show !== 'charged')
      .map((line) => ({
        ...line,
        label: sides.length > 1 ? `${sideTitles[side]}: ${line.label}` : line.label,
      })),
  );
  if (lines.length === 0) return [];
  return [
    heading('May also apply'),
    { text: 'Not in the total above; we would tell you first.', color: quiet, margin: [0, 0, 0, 4] },
    {
      ul: lines.map(({ label, detail, grossPence }) =>
        [label, grossPence === null ? 'price on application' : `${money(grossPence)} with VAT`, detail]
          .filter((part) => part !== '')
          .join(' – '),
      ),
    },
  ];
}

function right(text: string, faint = false) {
  return { text, alignment: 'right' as const, ...(faint ? { color: quiet, fontSize: 8 } : {}) };
}

function listWords(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
