/** The form: what is needed, the questions as they apply, the price, and how to reach the visitor. */
import type { Api } from './api.ts';
import { contactOf } from './contact.ts';
import { type Cost, costOf } from './cost.ts';
import { el, fill, link } from './dom.ts';
import { questionsOf, type State } from './questions.ts';
import type { Configuration, Transaction } from './shapes.ts';
import { submitterOf } from './submit.ts';
import { formatsOf, words } from './words.ts';

export interface FormDeps {
  configuration: Configuration;
  api: Api;
  /** Where the server is. */
  origin: string;
  preview: boolean;
}

export function formOf({ configuration, api, origin, preview }: FormDeps): HTMLElement {
  const { firm, transactions, pricesUrl } = configuration;
  const formats = formatsOf(configuration);
  const questions = questionsOf(configuration, formats);
  const cost = costOf(configuration, api, formats);
  const contact = contactOf(configuration);
  const summary = el('div', { class: 'summary', tabindex: -1, role: 'alert', hidden: true });
  const button = el('button', { type: 'submit', class: 'main' }, words.send);

  function refresh(): void {
    const state = questions.state();
    questions.refresh();
    updateCost(cost, state);
    // All that was complained about is mended.
    if ([...state.fields, ...contact.fields].every((field) => field.fault() === null)) summary.hidden = true;
  }
  function choose(transaction: Transaction): void {
    questions.choose(transaction);
    refresh();
  }

  const form = el(
    'form',
    { novalidate: true },
    el('h2', {}, words.title(firm)),
    summary,
    choice(transactions, choose),
    questions.box,
    cost.box,
    contact.box,
    preview ? el('p', { class: 'note' }, words.preview) : null,
    button,
    pricesUrl
      ? el('p', { class: 'hint foot' }, link(new URL(pricesUrl, origin).href, words.allPrices))
      : null,
  );
  form.addEventListener('input', refresh);
  form.addEventListener('change', refresh);
  const { state } = questions;
  const submitter = submitterOf({ configuration, api, preview, summary, contact, state });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submitter.submit(button).then((thanks) => thanks !== null && showThanks(form, thanks));
  });
  choose(transactions[0] ?? 'purchase');
  return form;
}

function showThanks(form: HTMLElement, thanks: string): void {
  const done = el('h2', { tabindex: -1 }, words.thanks);
  fill(form, done, el('p', { role: 'status' }, thanks));
  done.focus();
}

function updateCost(cost: Cost, { inputs, fields }: State): void {
  cost.box.hidden = inputs.transaction === 'generic_enquiry';
  const open = fields.filter((field) => field.fault() !== null).map(({ label }) => `“${label}”`);
  cost.update(open.length === 0 ? inputs : null, open);
}

function choice(
  transactions: readonly Transaction[],
  choose: (chosen: Transaction) => void,
): HTMLElement | null {
  if (transactions.length < 2) return null;
  const options = transactions.map((transaction, at) => {
    const radio = el('input', { type: 'radio', name: 'transaction', value: transaction });
    radio.checked = at === 0;
    radio.addEventListener('change', () => choose(transaction));
    return el('label', { class: 'tick' }, radio, el('span', {}, words.transactions[transaction]));
  });
  return el('fieldset', {}, el('legend', {}, words.need), el('div', { class: 'fields' }, ...options));
}
