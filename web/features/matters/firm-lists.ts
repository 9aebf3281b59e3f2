import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { staffQuery } from '../activity/queries.ts';

/* Lists of the firm's own settings that forms and filters offer: short, and seldom changed. */

const rarely = 300_000;

export const matterTypesQuery = queryOptions({
  queryKey: ['matter-types'],
  queryFn: ({ signal }) => api('GET /api/v1/matter-types', { signal }),
  staleTime: rarely,
});

export const stageSetsQuery = queryOptions({
  queryKey: ['stage-sets'],
  queryFn: ({ signal }) => api('GET /api/v1/stage-sets', { signal }),
  staleTime: rarely,
});

export const activityCodesQuery = queryOptions({
  queryKey: ['activity-codes'],
  queryFn: ({ signal }) => api('GET /api/v1/activity-codes', { signal }),
  staleTime: rarely,
});

export type Option = { value: string; label: string };

/** Active staff, and whoever is `kept` though no longer active. */
export function useStaffOptions(kept: readonly (string | null)[] = []): Option[] {
  const staff = useQuery(staffQuery).data ?? [];
  return staff
    .filter(({ id, active }) => active || kept.includes(id))
    .map(({ id, firstName, lastName }) => ({ value: id, label: `${firstName} ${lastName}`.trim() }));
}

export function useMatterTypeOptions(): Option[] {
  const types = useQuery(matterTypesQuery).data?.items ?? [];
  return types.map(({ id, name }) => ({ value: id, label: name }));
}

/** The stages of one type of matter in order; none without a type. */
export function useStageOptions(matterTypeId: string | undefined): Option[] {
  const types = useQuery({ ...matterTypesQuery, enabled: matterTypeId !== undefined }).data?.items ?? [];
  const sets = useQuery({ ...stageSetsQuery, enabled: matterTypeId !== undefined }).data?.items ?? [];
  const type = types.find(({ id }) => id === matterTypeId);
  const set = sets.find(({ id }) => id === type?.stageSetId);
  return (set?.stages ?? []).map(({ id, name }) => ({ value: id, label: name }));
}

/** Active activity codes, and the one that is `kept` though retired. */
export function useActivityCodeOptions(kept: string | null = null): Option[] {
  const codes = useQuery(activityCodesQuery).data?.items ?? [];
  return codes
    .filter(({ id, active }) => active || id === kept)
    .map(({ id, label, description }) => ({
      value: id,
      label: description ? `${label} · ${description}` : label,
    }));
}
