import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { sessionKey } from '../../api/session-query.ts';

/** Goes into the app after a sign-in: who is there is asked afresh, and nothing of an earlier session stays. */
export function useEnter(): (to: string) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async (to) => {
    client.removeQueries({ queryKey: sessionKey });
    await navigate({ href: to });
  };
}
