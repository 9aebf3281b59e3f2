import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';

/** On a contact: that another one with a way into the portal was merged into it. Nothing for whoever may not decide. */
export function MergedNotice({ contactId }: { contactId: string }): ReactNode {
  const { t } = useTranslation('portal-users');
  const { data } = useQuery({
    queryKey: ['contacts', 'merged', 'of', contactId],
    queryFn: ({ signal }) => api('GET /api/v1/merged-contacts', { query: { contactId }, signal }),
  });
  const [first] = data?.items ?? [];
  if (!first) return null;
  return (
    <div className="contact-portal__note">
      <p>{t('mergedNotice')}</p>
      <p>
        <Link to={paths.contactDuplicates} search={{ merged: 'open', id: first.id }}>
          {t('mergedLook')}
        </Link>
      </p>
    </div>
  );
}
