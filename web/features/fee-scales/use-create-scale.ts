import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { everyScaleKey, scaleQuery } from './queries.ts';

/** Makes a fee scale and opens its draft. `from`: the usual lines, nothing, or the id of another scale. */
export function useCreateScale() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: { name: string; from: string }) => api('POST /api/v1/fee-scales', { body }),
    onSuccess: async (made) => {
      client.setQueryData(scaleQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: everyScaleKey });
      await navigate({ to: paths.feeScaleDraft, params: { id: made.id } });
    },
  });
}
