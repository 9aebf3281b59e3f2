import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { type Options, type OptionsView, valuesOf, withChange } from './options.ts';

/** The firm's own options; '' means all destinations. */
const everywhere = { destination: '' } as const;

export const optionsQuery = queryOptions({
  queryKey: ['options', ''],
  queryFn: ({ signal }) => api('GET /api/v1/options', { query: everywhere, signal }),
});

export type ChangeOptions = (change: Partial<Options>, said: string) => void;

/** Options and how to change them: shown at once, saved behind, with a way back. */
export function useOptions() {
  const client = useQueryClient();
  const { t } = useTranslation('options');
  const query = useQuery(optionsQuery);

  async function save(change: Partial<Options>): Promise<OptionsView | undefined> {
    await client.cancelQueries(optionsQuery);
    const before = client.getQueryData(optionsQuery.queryKey);
    if (before) client.setQueryData(optionsQuery.queryKey, withChange(before, change));
    try {
      const saved = await api('PATCH /api/v1/options', { query: everywhere, body: change });
      client.setQueryData(optionsQuery.queryKey, saved);
      return before;
    } catch (error) {
      client.setQueryData(optionsQuery.queryKey, before);
      throw error;
    }
  }
  const change: ChangeOptions = (wanted, said) => {
    save(wanted).then(
      (before) => showDone(said, before && (() => save(valuesOf(before.options, Object.keys(wanted))))),
      (error: unknown) => showProblem(error, t('notSaved')),
    );
  };
  return { query, change };
}
