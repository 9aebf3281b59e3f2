/** The questions of a transaction: which are shown, and what their answers come to. */
import { numberIn, settled, sidesOf } from './asked.ts';
import { el, fill } from './dom.ts';
import { type Field, fieldOf, questionField } from './field.ts';
import type { Answer, Configuration, Inputs, Question, Side, Transaction } from './shapes.ts';
import { type Formats, words } from './words.ts';

interface Asked {
  question: Question;
  field: Field;
}
interface SideFields {
  side: Side;
  asked: readonly Asked[];
}

export interface State {
  inputs: Inputs;
  /** Those that are asked now. */
  fields: Field[];
}

export interface Questions {
  box: HTMLElement;
  choose(transaction: Transaction): void;
  /** Shows what applies now. */
  refresh(): void;
  state(): State;
}

export function questionsOf(configuration: Configuration, formats: Formats): Questions {
  const list = el('div');
  const clients = clientsField();
  let transaction: Transaction = configuration.transactions[0] ?? 'purchase';
  let sides: SideFields[] = [];
  /** Kept, so that nobody types a price again after another look at what they need. */
  const known = new Map<Side, SideFields>();

  function fieldsOf(side: Side): SideFields {
    const own = configuration.questions.filter((question) => question.sides.includes(side));
    const asked = own.map((question) => ({
      question,
      field: questionField(question, `inputs.answers.${side}.${question.id}`, formats),
    }));
    const fields = known.get(side) ?? { side, asked };
    known.set(side, fields);
    return fields;
  }

  return {
    box: el('div', {}, list, el('div', { class: 'fields' }, clients.box)),
    choose(chosen) {
      transaction = chosen;
      sides = sidesOf(transaction).map(fieldsOf);
      clients.box.hidden = sides.length === 0;
      fill(list, ...sides.map((one) => sideBox(one, sides.length > 1)));
    },
    refresh() {
      for (const one of sides) {
        const now = askedOn(transaction, one);
        for (const { question, field } of one.asked) field.box.hidden = !now.has(question);
      }
      showEmptyGroups(list);
    },
    state() {
      const fields: Field[] = [];
      const answers: Inputs['answers'] = {};
      for (const one of sides) {
        const now = askedOn(transaction, one);
        const asked = one.asked.filter(({ question }) => now.has(question));
        fields.push(...asked.map(({ field }) => field));
        answers[one.side] = answersOf(asked);
      }
      if (sides.length > 0) fields.push(clients);
      return { inputs: { transaction, clients: Number(clients.value() ?? 1), answers }, fields };
    },
  };
}

function answersOf(asked: readonly Asked[]): Record<string, Answer> {
  return Object.fromEntries(
    asked.flatMap(({ question, field }): [string, Answer][] => {
      const value = field.value();
      return value === undefined ? [] : [[question.id, value]];
    }),
  );
}

function askedOn(transaction: Transaction, { side, asked }: SideFields): Set<Question> {
  const questions = asked.map(({ question }) => question);
  return new Set(settled(questions, transaction, side, answersOf(asked)));
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
