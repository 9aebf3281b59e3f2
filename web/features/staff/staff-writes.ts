import { useQueryClient } from '@tanstack/react-query';
import { api, type CallInput } from '../../api/client.ts';
import type { Answer, Api } from '../../api/contract.ts';
import { sessionKey } from '../../api/session-query.ts';
import { type StaffMember, staffKey } from './staff-names.ts';

type Change = NonNullable<CallInput<Api['PATCH /api/v1/staff/:id']>['body']>;

type Invitation = Answer<'POST /api/v1/staff/:id/invitation'>;

/** Changes of staff, after which every list of them is read again. */
export function useStaffWrites() {
  const client = useQueryClient();
  const read = async () => {
    await client.invalidateQueries({ queryKey: staffKey });
    // One's own name and role are in the navigation.
    await client.invalidateQueries({ queryKey: sessionKey, exact: true });
  };
  return {
    async change(id: string, body: Change): Promise<StaffMember> {
      const changed = await api('PATCH /api/v1/staff/:id', { params: { id }, body });
      await read();
      return changed;
    },
    async invite(id: string): Promise<Invitation> {
      const made = await api('POST /api/v1/staff/:id/invitation', { params: { id } });
      await read();
      return made;
    },
    async takeBack(id: string): Promise<void> {
      await api('DELETE /api/v1/staff/:id/invitation', { params: { id } });
      await read();
    },
  };
}
