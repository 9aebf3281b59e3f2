import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Api } from '../../api/contract.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { type Board, isOpen, type Lead, type LeadCard, type LeadState, movedOn } from './lead.ts';

export type BoardQuery = Api['GET /api/v1/leads/board']['query'];

export const boardQuery = (query: NonNullable<BoardQuery> = {}) =>
  queryOptions({
    queryKey: ['leads', 'board', query],
    queryFn: ({ signal }) => api('GET /api/v1/leads/board', { query, signal }),
  });

export const leadQuery = (id: string) =>
  queryOptions({
    queryKey: ['leads', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/leads/:id', { params: { id }, signal }),
  });

const rarely = 300_000;
export const lostReasonsQuery = (archived = false) =>
  queryOptions({
    queryKey: ['lost-reasons', archived],
    queryFn: ({ signal }) =>
      api('GET /api/v1/lost-reasons', { query: { archived: archived ? 'true' : 'false' }, signal }),
    staleTime: rarely,
  });

export const sequencesQuery = queryOptions({
  queryKey: ['chase-sequences'],
  queryFn: ({ signal }) => api('GET /api/v1/chase-sequences', { query: { archived: 'false' }, signal }),
  staleTime: rarely,
});

export type MoveMore = Omit<Api['POST /api/v1/leads/:id/state']['body'], 'state'>;

/** Moves a lead and shows it at once; the toast offers the way back. False when it was refused. */
export function useMoveLead(): (lead: LeadCard, to: LeadState, more?: MoveMore) => Promise<boolean> {
  const { t } = useTranslation('leads');
  const client = useQueryClient();
  return async (lead, to, more = {}) => {
    const kept = client.getQueriesData<Board>({ queryKey: ['leads', 'board'] });
    client.setQueriesData<Board>(
      { queryKey: ['leads', 'board'] },
      (board) => board && movedOn(board, lead.id, to),
    );
    try {
      const after = await move(lead, to, more);
      take(client, after);
      showDone(t('moved', { lead: lead.title, state: t(`state_${after.state}`) }), async () =>
        take(client, await back(lead, after)),
      );
      return true;
    } catch (error) {
      for (const [key, board] of kept) client.setQueryData(key, board);
      showProblem(error);
      return false;
    }
  };
}

function move(lead: Pick<LeadCard, 'id' | 'state'>, to: LeadState, more: MoveMore): Promise<Lead> {
  const params = { id: lead.id };
  // A closed lead goes back to where it was, wherever one drops it.
  if (!isOpen(lead.state) && isOpen(to)) return api('POST /api/v1/leads/:id/reopen', { params });
  return api('POST /api/v1/leads/:id/state', { params, body: { state: to, ...more } });
}

/** As it was before: the state, and why it was closed. */
async function back(before: LeadCard, after: Lead): Promise<Lead> {
  const reason = before.lostReason ? { lostReasonId: before.lostReason.id } : {};
  const reopened =
    !isOpen(after.state) && isOpen(before.state)
      ? await api('POST /api/v1/leads/:id/reopen', { params: { id: before.id } })
      : after;
  if (reopened.state === before.state) return reopened;
  return await move(reopened, before.state, reason);
}

/** Puts what the server answered where it is shown. */
export function take(client: QueryClient, lead: Lead): void {
  client.setQueryData(leadQuery(lead.id).queryKey, lead);
  void client.invalidateQueries({ queryKey: ['leads', 'list'] });
  void client.invalidateQueries({ queryKey: ['leads', 'board'] });
  void client.invalidateQueries({ queryKey: ['leads', 'events', lead.id] });
}

/** Does something to a lead and shows the answer; what fails is said. The answer, or null. */
export function useLeadAction(): (work: () => Promise<Lead>) => Promise<Lead | null> {
  const client = useQueryClient();
  return async (work) => {
    try {
      const after = await work();
      take(client, after);
      return after;
    } catch (error) {
      showProblem(error);
      return null;
    }
  };
}
