/** The form: what is needed, the questions as they apply, the price, and how to reach the visitor. */

import type { Api } from './api.ts';
import { askedNow, numberIn, sidesOf } from './asked.ts';
import { contactOf } from './contact.ts';
import { type Cost, costOf } from './cost.ts';
import { el, fill, link } from './dom.ts';
import { type Field, fieldOf, questionField } from './field.ts';
import type { Answer, Configuration, Inputs, Question, Side, Transaction } from './shapes.ts';
import { submitterOf } from './submit.ts';
import { formatsOf, words } from './words.ts';

interface Asked {
  question: Question;
  field: Field;
}
interface SideFields {
  side: Side;
  asked: Asked[];
}

export interface FormDeps {
  configuration: Configuration;
  api: Api;
  /** Where the server is. */
  origin: string;
  preview: boolean;
}

export function formOf({ configuration, api, origin, preview }: FormDeps): HTMLElement {
  const formats = formatsOf(configuration);
  const cost = costOf(configuration, api, formats);
  const contact = contactOf(configuration);
  const questions = el('div');
  const title = el('h2', { tabindex: -1 }, words.title(configuration.firm));
  const summary = el('div', { class: 'summary', tabindex: -1, role: 'alert', hidden: true });
  const clients = clientsField();
  let transaction: Transaction = configuration.transactions[0] ?? 'purchase';
  let sides: SideFields[] = [];
  /** Kept, so that nobody types a price again after another look at what they need. */
  const known = new Map<Side, SideFields>();

  function build(): void {
    sides = sidesOf(transaction).map((side) => {
      const fields = known.get(side) ?? fieldsOf(side);
      known.set(side, fields);
      return fields;
    });
    clients.box.hidden = sides.length === 0;
    fill(questions, ...sides.map((one) => sideBox(one, sides.length > 1)));
    cost.box.hidden = sides.length === 0;
  }

  function fieldsOf(side: Side): SideFields {
    const own = configuration.questions.filter((question) => question.sides.includes(side));
    return {
      side,
      asked: own.map((question) => ({
        question,
        field: questionField(question, `inputs.answers.${side}.${question.id}`, formats),
      })),
    };
  }

  /** Shows what applies, and prices it. */
  function refresh(): void {
    const current = state();
    for (const { side, asked } of sides) {
      const now = askedOn(side, asked);
      for (const { question, field } of asked) field.box.hidden = !now.has(question);
    }
    showEmptyGroups(questions);
    updateCost(cost, current);
    // All that was complained about is mended.
    if ([...current.fields, ...contact.fields].every((field) => field.fault() === null))
      summary.hidden = true;
  }

  function askedOn(side: Side, asked: readonly Asked[]): Set<Question> {
    const given = Object.fromEntries(
      asked.flatMap(({ question, field }): [string, Answer][] => {
        const value = field.value();
        return value === undefined ? [] : [[question.id, value]];
      }),
    );
    return new Set(
      askedNow(
        asked.map(({ question }) => question),
        transaction,
        side,
        given,
      ),
    );
  }

  /** Every field that is asked now, and the inputs that they make. */
  function state(): { inputs: Inputs; fields: Field[] } {
    const fields: Field[] = [];
    const answers: Inputs['answers'] = {};
    for (const { side, asked } of sides) {
      const now = askedOn(side, asked);
      const own: Record<string, Answer> = {};
      for (const { question, field } of asked) {
        if (!now.has(question)) continue;
        fields.push(field);
        const value = field.value();
        if (value !== undefined) own[question.id] = value;
      }
      answers[side] = own;
    }
    if (sides.length > 0) fields.push(clients);
    return { inputs: { transaction, clients: Number(clients.value() ?? 1), answers }, fields };
  }

  const submitter = submitterOf({ configuration, api, preview, summary, contact, state });
  const button = el('button', { type: 'submit', class: 'main' }, words.send);
  const form = el(
    'form',
    { novalidate: true },
    title,
    summary,
    choice(configuration.transactions, (chosen) => {
      transaction = chosen;
      build();
      refresh();
    }),
    questions,
    el('div', { class: 'fields' }, clients.box),
    cost.box,
    contact.box,
    preview ? el('p', { class: 'note' }, words.preview) : null,
    button,
    configuration.pricesUrl
      ? el('p', { class: 'hint foot' }, link(new URL(configuration.pricesUrl, origin).href, words.allPrices))
      : null,
  );
  form.addEventListener('input', refresh);
  form.addEventListener('change', refresh);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submitter.submit(button).then((thanks) => {
      if (thanks === null) return;
      const done = el('h2', { tabindex: -1 }, words.thanks);
      fill(form, done, el('p', { role: 'status' }, thanks));
      done.focus();
    });
  });
  build();
  refresh();
  return form;
}

function updateCost(cost: Cost, { inputs, fields }: { inputs: Inputs; fields: readonly Field[] }): void {
  const open = fields.filter((field) => field.fault() !== null).map(({ label }) => `“${label}”`);
  cost.update(open.length === 0 ? inputs : null, open);
}

/** A group in which nothing applies says nothing. */
function showEmptyGroups(questions: HTMLElement): void {
  for (const group of questions.querySelectorAll('details'))
    group.hidden = ![...group.querySelectorAll('.fields > *')].some(
      (box) => box instanceof HTMLElement && !box.hidden,
    );
}

function sideBox({ side, asked }: SideFields, named: boolean): HTMLElement {
  const boxes = (main: boolean) =>
    asked.filter(({ question }) => question.main === main).map(({ field }) => field.box);
  const special = boxes(false);
  return el(
    'fieldset',
    {},
    el('legend', { class: named ? null : 'away' }, words.sides[side]),
    el('div', { class: 'fields' }, ...boxes(true)),
    special.length === 0
      ? null
      : el(
          'details',
          {},
          el('summary', {}, words.special),
          el(
            'div',
            {},
            el('p', { class: 'hint' }, words.specialHint),
            el('div', { class: 'fields' }, ...special),
          ),
        ),
  );
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

function clientsField(): Field {
  const control = el('input', { type: 'text', inputmode: 'numeric', autocomplete: 'off', maxlength: 2 });
  control.value = '1';
  const fault = () => {
    const count = numberIn(control.value);
    return count === null || count < 1 || count > 20 ? words.between('1', '20') : null;
  };
  return fieldOf({
    name: 'inputs.clients',
    label: words.clients,
    control,
    value: () => (fault() === null ? (numberIn(control.value) ?? undefined) : undefined),
    fault,
  });
}
