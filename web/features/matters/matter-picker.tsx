import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { type Choice, ChoiceField, type ChoiceFieldProps } from './choice-field.tsx';

type MatterRow = Answer<'GET /api/v1/matters'>['items'][number];

export function matterChoice(matter: Pick<MatterRow, 'id' | 'number' | 'title' | 'clients'>): Choice {
  const clients = matter.clients.map(({ displayName }) => displayName).join(', ');
  return {
    value: matter.id,
    label: matter.title,
    hint: [matter.number, clients].filter(Boolean).join(' · '),
  };
}

async function findMatters(words: string, signal: AbortSignal): Promise<Choice[]> {
  const page = await api('GET /api/v1/matters', {
    query: { limit: 20, ...(words === '' ? { status: 'open' as const } : { q: words }) },
    signal,
  });
  return page.items.map(matterChoice);
}

/** Finds a matter by number, title or client; without words it offers those that were open lately. */
export function MatterPicker(props: ChoiceFieldProps): ReactNode {
  return <ChoiceField {...props} noun="matters" find={findMatters} />;
}
