import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../ui/state-badge.tsx';
import '../../ui/facts.css';
import './onboarding.css';
import { caseQuery } from './queries.ts';
import { progressOf } from './states.ts';

/** On a lead's page: how far onboarding is, and the way there. Not there while no service is connected. */
export function LeadOnboardingLine({ lead }: { lead: { id: string; matterId: string | null } }): ReactNode {
  const { t } = useTranslation('onboarding');
  const { data } = useQuery(caseQuery({ leadId: lead.id }));
  const [workspace] = data?.workspaces ?? [];
  if (!data || (data.provider === null && !workspace)) return null;
  const to = lead.matterId === null ? `/leads/${lead.id}/onboarding` : `/matters/${lead.matterId}/onboarding`;
  const { done, all } = workspace ? progressOf(workspace) : { done: 0, all: 0 };
  return (
    <section className="overview__card onboarding-line" aria-label={t('title')}>
      <h2 className="overview__title">{t('title')}</h2>
      <p className="onboarding-line__words">
        {workspace?.state === 'failed' && <StateBadge state="failed">{t('state_failed')}</StateBadge>}
        {workspace?.state === 'waiting' && <StateBadge state="waiting">{t('state_waiting')}</StateBadge>}
        {workspace && workspace.decisionsNeeded > 0 && (
          <StateBadge state="needsPerson">{t('decisions', { count: workspace.decisionsNeeded })}</StateBadge>
        )}
        {workspace?.state === 'live' && <span>{t('progress', { done, all })}</span>}
        <Link to={to}>{workspace ? t('open', { label: workspace.label }) : t('startHere')}</Link>
      </p>
    </section>
  );
}
