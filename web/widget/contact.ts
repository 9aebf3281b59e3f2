/** Who asks, what they agree to, and the field that only programs fill in. */
import { el, link } from './dom.ts';
import { type Field, fieldOf, textField } from './field.ts';
import type { Configuration } from './shapes.ts';
import { words } from './words.ts';

export interface Contact {
  box: HTMLElement;
  fields: readonly Field[];
  values(): Record<string, string | boolean>;
}

const mailShape = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

export function contactOf({ consent }: Configuration): Contact {
  const needed = (text: string) => (text === '' ? words.required : null);
  const firstName = textField({
    name: 'firstName',
    label: words.firstName,
    type: 'text',
    autocomplete: 'given-name',
    max: 100,
    fault: needed,
  });
  const lastName = textField({
    name: 'lastName',
    label: words.lastName,
    type: 'text',
    autocomplete: 'family-name',
    max: 100,
    fault: needed,
  });
  const phone = textField({
    name: 'phone',
    label: words.phone,
    type: 'tel',
    autocomplete: 'tel',
    max: 50,
    either: true,
    fault: () => null,
  });
  const email = textField({
    name: 'email',
    label: words.email,
    type: 'email',
    autocomplete: 'email',
    max: 254,
    either: true,
    fault(text) {
      if (text === '') return phone.value() === '' ? words.reach : null;
      return mailShape.test(text) ? null : words.emailWrong;
    },
  });
  const area = el('textarea', { maxlength: 4000, rows: 3 });
  const message = fieldOf({
    name: 'message',
    label: words.message,
    control: area,
    optional: true,
    wide: true,
    value: () => area.value.trim(),
    fault: () => null,
  });
  const tick = el('input', { type: 'checkbox', 'aria-required': 'true' });
  const agreed = fieldOf({
    name: 'consent',
    label: `${consent.text} ${words.agree}`,
    short: words.agreement,
    control: tick,
    wide: true,
    value: () => tick.checked,
    fault: () => (tick.checked ? null : words.agreeFirst),
  });
  if (consent.privacyUrl !== '') agreed.box.append(el('p', {}, link(consent.privacyUrl, words.privacy)));
  const trap = el('input', {
    type: 'text',
    tabindex: -1,
    autocomplete: 'off',
    'aria-label': 'Leave this empty',
  });
  const fields = [firstName, lastName, email, phone, message, agreed];
  return {
    fields,
    box: el(
      'fieldset',
      {},
      el('legend', {}, words.you),
      el(
        'div',
        { class: 'fields' },
        firstName.box,
        lastName.box,
        el('p', { class: 'hint wide' }, words.either),
        ...[email, phone, message, agreed].map(({ box }) => box),
      ),
      el('div', { class: 'away', 'aria-hidden': 'true' }, trap),
    ),
    values: () => ({
      ...Object.fromEntries(fields.map(({ name, value }) => [name, value() ?? ''])),
      fax2: trap.value,
    }),
  };
}
