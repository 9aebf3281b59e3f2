import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { PageLink } from '../activity/parts.tsx';

const pairRulesQuery = queryOptions({
  queryKey: ['pair-rules'],
  queryFn: ({ signal }) => api('GET /api/v1/pair-rules', { signal }),
});

/** Contacts whose calls always go to one matter, because somebody said so. */
export function PairRules(): ReactNode {
  const { t } = useTranslation('options');
  const client = useQueryClient();
  const rules = useQuery(pairRulesQuery);
  const remove = useMutation({
    mutationFn: (rule: { contactId: string; contactName: string }) =>
      api('DELETE /api/v1/pair-rules/:contactId', { params: { contactId: rule.contactId } }),
    onSuccess: (_answer, rule) => showDone(t('pairsRemoved', { name: rule.contactName })),
    onError: (error) => showProblem(error),
    onSettled: () => client.invalidateQueries(pairRulesQuery),
  });
  return (
    <section className="options__section" aria-labelledby="section_pairs">
      <h2 id="section_pairs" className="options__title">
        {t('section_pairs')}
      </h2>
      <div className="options__rows pairs">
        <p className="option__about">{t(rules.data?.items.length === 0 ? 'pairsNone' : 'pairsAbout')}</p>
        {rules.isError && <ProblemAlert error={rules.error} onRetry={() => void rules.refetch()} dense />}
        <ul className="pairs__list">
          {rules.data?.items.map((rule) => (
            <li key={rule.contactId} className="pairs__rule">
              <PageLink url={`/contacts/${rule.contactId}`}>{rule.contactName}</PageLink>
              <span className="pairs__matter">
                <PageLink url={`/matters/${rule.matterId}`}>{rule.matterTitle}</PageLink>{' '}
                <span className="quiet figures">{rule.matterNumber}</span>
              </span>
              <ActionIcon
                aria-label={t('pairsRemove', { name: rule.contactName })}
                disabled={remove.isPending}
                onClick={() => remove.mutate(rule)}
              >
                <IconX size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
