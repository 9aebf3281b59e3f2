import { Button } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { showProblem } from '../../ui/toasts.tsx';
import { useLink } from './earlier-calls.tsx';
import { offersQuery } from './queries.ts';
import './retro-link.css';

type Offer = Answer<'GET /api/v1/earlier-interactions'>['items'][number];

/** In Review: contacts that got a number from which somebody had called before. Not there when there are none. */
export function OffersCard(): ReactNode {
  const { t } = useTranslation('retro-link');
  const { data } = useQuery(offersQuery);
  if (!data || data.items.length === 0) return null;
  return (
    <section className="retro retro--offers" aria-label={t('offers')}>
      <ul className="retro__rows">
        {data.items.slice(0, 3).map((offer) => (
          <OfferLine key={offer.contactId} offer={offer} />
        ))}
      </ul>
    </section>
  );
}

function OfferLine({ offer }: { offer: Offer }): ReactNode {
  const { t } = useTranslation('retro-link');
  const client = useQueryClient();
  const link = useLink(offer.contactId);
  const dismiss = useMutation({
    mutationFn: () =>
      api('POST /api/v1/contacts/:id/earlier-interactions/dismiss', { params: { id: offer.contactId } }),
    onError: (error) => showProblem(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['contacts', 'earlier'] }),
  });
  return (
    <li className="retro__offer">
      <IconLink size={16} stroke={1.75} aria-hidden />
      <Link to={`/contacts/${offer.contactId}`} className="retro__words">
        {t('offer', { count: offer.count, name: offer.contactName })}
      </Link>
      <span className="retro__buttons">
        <Button size="compact-sm" loading={link.isPending} onClick={() => link.mutate()}>
          {t('link', { count: offer.count })}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          disabled={dismiss.isPending}
          onClick={() => dismiss.mutate()}
        >
          {t('notNow')}
        </Button>
      </span>
    </li>
  );
}
