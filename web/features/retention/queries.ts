import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

export type Retention = Answer<'GET /api/v1/retention'>;
export type DueLead = Answer<'GET /api/v1/retention/due'>['items'][number];

export const kinds = ['lost', 'expired', 'duplicate'] as const;
/** Months; null: for ever. */
export type Times = Pick<Retention, (typeof kinds)[number]>;

export const retentionQuery = queryOptions({
  queryKey: ['retention', 'times'],
  queryFn: ({ signal }) => api('GET /api/v1/retention', { signal }),
});

/** In an address nothing is null. */
export function asQuery({ lost, expired, duplicate }: Times) {
  return {
    lost: lost ?? ('never' as const),
    expired: expired ?? ('never' as const),
    duplicate: duplicate ?? ('never' as const),
  };
}

export function isSame(one: Times, other: Times): boolean {
  return kinds.every((kind) => one[kind] === other[kind]);
}
