import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { showProblem } from '../../ui/toasts.tsx';

/** Goes on in another firm of this login, by a full page load: nothing of the one firm stays in memory. */
export function useChooseFirm(): (firmId: string) => Promise<void> {
  const client = useQueryClient();
  return async (firmId) => {
    try {
      await api('POST /api/v1/me/active-firm', { body: { firmId } });
      client.clear();
      window.location.assign('/');
    } catch (error) {
      showProblem(error);
    }
  };
}
