import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '../../api/client.ts';
import type { Answer, Api } from '../../api/contract.ts';

type Path = '/api/v1/matters/:id/layouts/completion-details';

export type Sheet = Answer<`GET ${Path}`>;
export type SheetField = Sheet['fields'][number];
export type Figure = Sheet['figures'][number];
export type Check = Sheet['checks'][number];
export type FieldValue = SheetField['value'];
export type FieldChanges = Api[`PATCH ${Path}`]['body']['fields'];

/** Under the matter's own key, so that whatever changes the matter refreshes it. */
export const sheetQuery = (id: string) =>
  queryOptions({
    queryKey: ['matters', 'completion', id],
    queryFn: ({ signal }) =>
      api('GET /api/v1/matters/:id/layouts/completion-details', { params: { id }, signal }),
  });

/** Saves fields and shows the sheet as it is then. Answers may overtake each other: the newest stays. */
export function useChangeSheet(id: string): (fields: FieldChanges) => Promise<Sheet> {
  const client = useQueryClient();
  return useCallback(
    async (fields) => {
      const { queryKey } = sheetQuery(id);
      const after = await api('PATCH /api/v1/matters/:id/layouts/completion-details', {
        params: { id },
        body: { fields },
      });
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, (now) => (now && now.version > after.version ? now : after));
      return after;
    },
    [client, id],
  );
}

/** The sheet as it is now, whatever is on the screen. */
export function useReadSheet(id: string): () => Promise<Sheet> {
  const client = useQueryClient();
  return useCallback(() => client.fetchQuery({ ...sheetQuery(id), staleTime: 0 }), [client, id]);
}

/** Of one field. */
export function versionIn(sheet: Sheet, key: string): number {
  return sheet.fields.find((one) => one.key === key)?.version ?? 0;
}

const results: readonly string[] = ['requiredFromClient', 'toClient'];

/** What the whole sheet is for; the other figures are steps on the way. */
export function isResult({ key }: Pick<Figure, 'key'>): boolean {
  return results.includes(key);
}
