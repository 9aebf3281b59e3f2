import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

export type Referrer = Answer<'GET /api/v1/referrers/:id'>;
export type ReferrerListItem = Answer<'GET /api/v1/referrers'>['items'][number];
export type Branch = Referrer['branchList'][number];
export type ReferrerUser = Referrer['userList'][number];
export type KeptRule = Referrer['rules'][number];
export type FeeRule = KeptRule['rule'];
export type Referral = Answer<'GET /api/v1/referrers/:id/ledger'>['items'][number];
export type ReferralState = Referral['state'];
export type Period = { from: string; to: string; by: 'referred' | 'due' };

/** The live events `referrer.changed` and `referral.changed` make everything under this noun stale. */
export const noun = 'referrers';

export const referrerQuery = (id: string) =>
  queryOptions({
    queryKey: [noun, 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/referrers/:id', { params: { id }, signal }),
  });

export const statementQuery = (id: string, period: Period) =>
  queryOptions({
    queryKey: [noun, 'statement', id, period],
    queryFn: ({ signal }) =>
      api('GET /api/v1/referrers/:id/statement', { params: { id }, query: period, signal }),
  });
