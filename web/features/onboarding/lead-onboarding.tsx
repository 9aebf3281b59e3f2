import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../ui/page-header.tsx';
import { leadQuery } from '../leads/queries.ts';
import '../matters/matter.css';
import { OnboardingView } from './onboarding-view.tsx';

/** Onboarding of a lead that is no matter yet. */
export function LeadOnboarding(): ReactNode {
  const { t } = useTranslation('onboarding');
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const lead = useQuery(leadQuery(id)).data;
  return (
    <div className="matter">
      <Link to={`/leads/${id}`} className="matter__back">
        <IconArrowLeft size={14} stroke={2} aria-hidden /> {lead?.title ?? t('toLead')}
      </Link>
      <PageHeader title={t('title')} subtitle={t('leadSubtitle')} />
      <div className="matter__page">
        <OnboardingView of={{ leadId: id }} />
      </div>
    </div>
  );
}
