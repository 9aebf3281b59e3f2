/** One labelled field: its words, its value, its error. */
import { numberIn } from './asked.ts';
import { el, fill } from './dom.ts';
import type { Answer, Question } from './shapes.ts';
import { type Formats, words } from './words.ts';

export interface Field {
  /** As the server names it in its errors. */
  name: string;
  /** In a list of what is wrong. */
  label: string;
  box: HTMLElement;
  /** Undefined: nothing is answered, or nothing that can be read. */
  value(): Answer | undefined;
  /** What is wrong with what stands there; null: nothing. */
  fault(): string | null;
  showError(message: string | null): void;
  focus(): void;
}

let made = 0;

interface Parts {
  name: string;
  label: string;
  /** For a list, where the label is a whole sentence. */
  short?: string;
  hint?: string | null;
  control: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  optional?: boolean;
  wide?: boolean;
  /** Before the text: "£". */
  unit?: string;
  value(): Answer | undefined;
  fault(): string | null;
}

/** Label, control, hint and error, tied together for those who hear them. */
export function fieldOf({
  name,
  label,
  short,
  hint,
  control,
  optional,
  wide,
  unit,
  value,
  fault,
}: Parts): Field {
  made += 1;
  const id = `f${made}`;
  control.id = id;
  const tick = control instanceof HTMLInputElement && control.type === 'checkbox';
  const error = el('p', { id: `${id}e`, class: 'error', hidden: true });
  const help = hint ? el('p', { id: `${id}h`, class: 'hint' }, hint) : null;
  control.setAttribute('aria-describedby', help ? `${id}h ${id}e` : `${id}e`);
  const mark = optional ? el('span', { class: 'hint' }, ` ${words.notNeeded}`) : null;
  const box = tick
    ? el(
        'div',
        { class: wide ? 'wide' : null },
        el('label', { class: 'tick', for: id }, control, el('span', {}, label)),
        help,
        error,
      )
    : el(
        'div',
        { class: wide ? 'wide' : null },
        el('label', { for: id }, label, mark),
        help,
        unit ? el('span', { class: 'unit' }, el('span', { 'aria-hidden': 'true' }, unit), control) : control,
        error,
      );
  const field: Field = {
    name,
    label: short ?? label,
    box,
    value,
    fault,
    showError(message) {
      error.hidden = message === null;
      fill(error, message);
      if (message === null) control.removeAttribute('aria-invalid');
      else control.setAttribute('aria-invalid', 'true');
    },
    focus: () => control.focus(),
  };
  control.addEventListener('change', () => {
    if (!error.hidden) field.showError(fault());
  });
  // What was complained about is looked at again when the person leaves it.
  control.addEventListener('blur', () => {
    if (!error.hidden || (!tick && control.value !== '')) field.showError(fault());
  });
  return field;
}

/** The field of a question of ours. */
export function questionField(question: Question, name: string, formats: Formats): Field {
  const { label, help: hint, kind, required } = question;
  const common = { name, label, hint };
  switch (kind) {
    case 'yes_no': {
      const control = el('input', { type: 'checkbox' });
      control.checked = question.default === true;
      return fieldOf({ ...common, control, value: () => control.checked, fault: () => null });
    }
    case 'choice': {
      const control = el(
        'select',
        {},
        ...question.options.map((option) => el('option', { value: option.value }, option.label)),
      );
      if (question.default !== null) control.value = String(question.default);
      return fieldOf({ ...common, control, value: () => control.value, fault: () => null });
    }
    case 'text':
    case 'date': {
      const control = el('input', { type: kind, maxlength: 200, 'aria-required': required || null });
      return fieldOf({
        ...common,
        control,
        value: () => control.value.trim() || undefined,
        fault: () => (required && control.value.trim() === '' ? words.required : null),
      });
    }
    default:
      return numberField(question, common, formats);
  }
}

function numberField(
  { kind, required, min, max, default: assumed }: Question,
  common: Pick<Parts, 'name' | 'label' | 'hint'>,
  { symbol, whole }: Formats,
): Field {
  const control = el('input', {
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'off',
    maxlength: 20,
    'aria-required': required || null,
  });
  if (assumed !== null) control.value = String(assumed);
  const money = kind === 'money';
  const least = Math.max(min ?? 0, money && required ? 1 : 0);
  const most = max ?? Number.MAX_SAFE_INTEGER;
  const fault = (): string | null => {
    if (control.value.trim() === '') return required ? words.required : null;
    const number = numberIn(control.value);
    if (number === null) return words.wholeNumber;
    const say = money ? whole : String;
    return number < least || number > most ? words.between(say(least), say(most)) : null;
  };
  control.addEventListener('blur', () => {
    const number = numberIn(control.value);
    if (money && number !== null) control.value = number.toLocaleString('en-GB');
  });
  return fieldOf({
    ...common,
    control,
    ...(money ? { unit: symbol } : {}),
    value: () => (fault() === null ? (numberIn(control.value) ?? undefined) : undefined),
    fault,
  });
}

interface TextParts {
  name: string;
  label: string;
  type: 'text' | 'email' | 'tel';
  autocomplete: string;
  max: number;
  /** One of several is enough, so none of them is required by itself. */
  either?: boolean;
  fault(text: string): string | null;
}

export function textField({ name, label, type, autocomplete, max, fault, either }: TextParts): Field {
  const control = el('input', {
    type,
    autocomplete,
    maxlength: max,
    'aria-required': either ? null : 'true',
  });
  const text = () => control.value.trim();
  return fieldOf({ name, label, control, value: text, fault: () => fault(text()) });
}
