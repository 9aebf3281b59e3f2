import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { type Choice, ChoiceField, type ChoiceFieldProps } from '../matters/choice-field.tsx';
import { reachOf } from './contact-words.ts';

async function findContacts(words: string, signal: AbortSignal): Promise<Choice[]> {
  const page = await api('GET /api/v1/contacts', {
    query: { limit: 20, ...(words !== '' && { q: words }) },
    signal,
  });
  return page.items.map((contact) => ({
    value: contact.id,
    label: contact.displayName,
    hint: reachOf(contact) ?? contact.companyName,
  }));
}

/** Finds a contact by name, number or e-mail. */
export function ContactPicker(props: ChoiceFieldProps): ReactNode {
  return <ChoiceField {...props} noun="contacts" find={findContacts} />;
}
