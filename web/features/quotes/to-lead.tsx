import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './to-lead.css';
import type { Lead } from './queries.ts';

export function ToLead({ lead }: { lead: Pick<Lead, 'id'> }): ReactNode {
  const { t } = useTranslation('quotes');
  return (
    <Link className="quote-link" to={`/leads/${lead.id}`}>
      {t('toLead')}
    </Link>
  );
}
