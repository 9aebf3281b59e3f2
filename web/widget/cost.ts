/** What it costs, live: one sentence that is read out, and every line for those who want it. */
import { type Api, Refused, wait } from './api.ts';
import { el, fill } from './dom.ts';
import { type Configuration, type Inputs, isPrice, type PublicPrice } from './shapes.ts';
import { type Formats, words } from './words.ts';

type Lines = Extract<PublicPrice, { show: 'lines' }>;
type Line = Lines['sides'][number]['lines'][number];

export interface Cost {
  box: HTMLElement;
  /** The answers changed; null with the labels of what is still missing. */
  update(inputs: Inputs | null, missing: readonly string[]): void;
}

/** A person types on: the server is asked when they rest. */
const restMs = 350;

export function costOf(configuration: Configuration, api: Api, formats: Formats): Cost {
  const said = el('p', { class: 'sum', role: 'status', 'aria-live': 'polite' });
  const more = el('div');
  const box = el('section', { class: 'cost', 'aria-label': words.cost }, said, more);
  let turn = 0;
  let asked = '';

  const say = (sentence: string, quiet: boolean, ...details: readonly (Node | null)[]) => {
    said.className = quiet ? 'hint' : 'sum';
    // Said once: the same words again would be read out again.
    if (said.textContent !== sentence) fill(said, sentence);
    fill(more, ...details);
  };

  async function ask(inputs: Inputs, own: number): Promise<void> {
    await wait(restMs);
    if (own !== turn) return;
    try {
      const price = await api.post('/price', { inputs });
      if (own === turn && isPrice(price)) say(...sentencesOf(price));
    } catch (error) {
      if (own !== turn) return;
      if (error instanceof Refused && error.status === 429) {
        await wait(Math.min(error.retryAfter, 60) * 1000 + 500);
        if (own === turn) await ask(inputs, own);
        return;
      }
      say(words.noPrice, true);
    }
  }

  function sentencesOf(price: PublicPrice): [string, boolean, ...(Node | null)[]] {
    const tax = price.show === 'lines' ? price.totals.tax : price.tax;
    const facts = el(
      'div',
      { class: 'hint' },
      el('p', {}, tax > 0 ? words.included(formats.money(tax)) : words.includedNoTax),
      price.incomplete.length > 0 ? el('p', {}, words.incomplete(price.incomplete.join(', '))) : null,
      el('p', {}, words.asAt(formats.day(price.pricedOn))),
    );
    if (price.show === 'range')
      return [words.range(formats.money(price.lowPence), formats.money(price.highPence)), false, facts];
    const open = more.querySelector('details')?.open ?? false;
    const every = el('details', { open }, el('summary', {}, words.everyLine), ...tablesOf(price, formats));
    return [words.total(formats.money(price.totals.total)), false, facts, every];
  }

  return {
    box,
    update(inputs, missing) {
      const now = JSON.stringify(inputs);
      if (inputs !== null && now === asked) return;
      asked = now;
      turn += 1;
      if (configuration.show === 'request') say(words.willSend, true);
      else if (inputs === null) say(words.fillIn(missing.join(', ')), true);
      else {
        if (said.className !== 'sum') say(words.counting, true);
        void ask(inputs, turn);
      }
    },
  };
}

function tablesOf({ sides, totals }: Lines, formats: Formats): Node[] {
  return sides.flatMap(({ side, lines, totals: own }) => {
    const title = sides.length > 1 ? `${words.sums[side]}: ` : '';
    const counted = (['legal_fees', 'additional_fees', 'disbursements'] as const).flatMap((section) => {
      const of = lines.filter((line) => line.counts && line.section === section);
      return of.length === 0 ? [] : [table(title + words.sections[section], of, formats)];
    });
    const further = (['optional', 'may_apply'] as const).flatMap((show) => {
      const of = lines.filter((line) => !line.counts && line.show === show);
      const caption = show === 'optional' ? words.optional : words.mayApply;
      return of.length === 0 ? [] : [table(title + caption, of, formats)];
    });
    const [last] = counted.slice(-1);
    last?.append(
      el(
        'tfoot',
        {},
        el(
          'tr',
          {},
          el(
            'th',
            { scope: 'row' },
            sides.length > 1 ? `${words.sums[side]}, ${words.sumOf.toLowerCase()}` : words.sumOf,
          ),
          el('td', {}, formats.money(sides.length > 1 ? own.total : totals.total)),
        ),
      ),
    );
    return [...counted, ...further];
  });
}

function table(caption: string, lines: readonly Line[], formats: Formats): HTMLTableElement {
  const rows = lines.map(({ label, detail, why, netPence, vatPence }) =>
    el(
      'tr',
      {},
      el(
        'th',
        { scope: 'row' },
        label,
        el('small', {}, [detail, why].filter((part) => part !== '').join(' · ')),
      ),
      el(
        'td',
        {},
        netPence === null ? words.askUs : formats.money(netPence),
        vatPence ? el('small', {}, words.hasVat(formats.money(vatPence))) : null,
      ),
    ),
  );
  return el('table', {}, el('caption', {}, caption), el('tbody', {}, ...rows));
}
