import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { againstFirm, type Options, type OptionsView, valuesOf, withChange } from './options.ts';

/** Of one practice system, by its connection; '' means the firm's own, which count everywhere else. */
export const optionsFor = (destination: string) =>
  queryOptions({
    queryKey: ['options', destination],
    queryFn: ({ signal }) => api('GET /api/v1/options', { query: { destination }, signal }),
  });

/** The firm's own options. */
export const optionsQuery = optionsFor('');

export type ChangeOptions = (change: Partial<Options>, said: string) => void;

/**
 * Options and how to change them: shown at once, saved behind, with a way back. What is usual for a practice system is what
 * the firm has.
 */
export function useOptions(destination: string) {
  const client = useQueryClient();
  const { t } = useTranslation('options');
  const wanted = optionsFor(destination);
  const query = useQuery(wanted);
  const firm = useQuery(optionsQuery);
  const view =
    destination === '' ? query.data : query.data && firm.data && againstFirm(query.data, firm.data.options);

  async function save(change: Partial<Options>): Promise<OptionsView | undefined> {
    await client.cancelQueries(wanted);
    const before = client.getQueryData(wanted.queryKey);
    if (before) client.setQueryData(wanted.queryKey, withChange(before, change));
    try {
      const saved = await api('PATCH /api/v1/options', { query: { destination }, body: change });
      client.setQueryData(wanted.queryKey, saved);
      // What a practice system does not have of its own follows the firm's.
      if (destination === '') void client.invalidateQueries({ queryKey: ['options'] });
      return before;
    } catch (error) {
      client.setQueryData(wanted.queryKey, before);
      throw error;
    }
  }
  const change: ChangeOptions = (values, said) => {
    save(values).then(
      (before) => showDone(said, before && (() => save(valuesOf(before.options, Object.keys(values))))),
      (error: unknown) => showProblem(error, t('notSaved')),
    );
  };
  return { query, view, change };
}
