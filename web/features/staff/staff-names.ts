import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Answer } from '../../api/contract.ts';
import { staffQuery } from '../activity/queries.ts';

export type StaffMember = Answer<'GET /api/v1/staff'>['items'][number];

export const staffKey = ['staff'] as const;

const none: readonly StaffMember[] = [];

/** All staff of the firm, those who left too, in the order of their names. */
export function useAllStaff(): readonly StaffMember[] {
  return useQuery(staffQuery).data ?? none;
}

/** id → full name */
export function useStaffNames(): ReadonlyMap<string, string> {
  const staff = useAllStaff();
  return useMemo(
    () => new Map(staff.map(({ id, firstName, lastName }) => [id, `${firstName} ${lastName}`])),
    [staff],
  );
}
