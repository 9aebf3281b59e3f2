/** The form of a new conversation ↔ what is sent. */
import type { Api } from '../../api/contract.ts';
import type { Choice } from '../matters/choice-field.tsx';
import type { Kind } from './filters.ts';

export type NewValues = {
  kind: Kind;
  matter: Choice | null;
  title: string;
  portalUserIds: string[];
  staffIds: string[];
  secondFactor: boolean;
};

export type NewBody = Api['POST /api/v1/conversations']['body'];

export const mostInDirect = 7;

type Missing = 'matterNeeded' | 'peopleNeeded' | 'channelNameNeeded' | 'staffNeeded' | 'staffTooMany';

/** By field, what is still missing. */
export function missingIn(values: NewValues): Partial<Record<keyof NewValues, Missing>> {
  const { kind, matter, title, portalUserIds, staffIds } = values;
  const needsMatter = kind === 'external' || kind === 'internal';
  return {
    ...(needsMatter && matter === null && { matter: 'matterNeeded' }),
    ...(kind === 'external' &&
      matter !== null &&
      portalUserIds.length === 0 && { portalUserIds: 'peopleNeeded' }),
    ...(kind === 'channel' && title.trim() === '' && { title: 'channelNameNeeded' }),
    ...(kind === 'direct' && staffIds.length === 0 && { staffIds: 'staffNeeded' }),
    ...(kind === 'direct' && staffIds.length > mostInDirect && { staffIds: 'staffTooMany' }),
  };
}

/** Only what its kind has: who was chosen for another kind stays behind. Undefined while the matter is missing. */
export function bodyOf(values: NewValues, continuesId: string | undefined): NewBody | undefined {
  const { kind, matter, title, portalUserIds, staffIds, secondFactor } = values;
  if (kind === 'direct') return { kind, staffIds };
  if (kind === 'channel') return { kind, title, staffIds };
  if (matter === null) return undefined;
  const matterId = matter.value;
  if (kind === 'internal') return { kind, matterId, title, staffIds };
  const again = continuesId === undefined ? {} : { continuesId };
  return { kind, matterId, title, portalUserIds, staffIds, secondFactor, ...again };
}
