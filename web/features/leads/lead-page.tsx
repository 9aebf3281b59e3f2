import { Button } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowLeft,
  IconCheck,
  IconChevronDown,
  IconLockQuestion,
  IconPencil,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { Money } from '../../ui/money.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { ProgressTrack } from '../key-stages/progress.tsx';
import '../matters/matters.css';
import '../matters/matter.css';
import '../matters/overview.css';
import '../matters/stage-track.css';
import { ChasePanel } from './chase-panel.tsx';
import { Journey } from './journey.tsx';
import { isOpen, type Lead, type LeadState, openStates, takesQuotes } from './lead.ts';
import './leads.css';
import { LeadConflicts, LeadDetails, LeadPeople, LeadProperties } from './lead-sides.tsx';
import { LeadStateWord } from './lead-state.tsx';
import { leadQuery } from './queries.ts';
import { useClosing } from './use-closing.tsx';

const LeadConversion = lazy(() =>
  import('../conversions/lead-conversion.tsx').then((module) => ({ default: module.LeadConversion })),
);
const LeadQuotes = lazy(() =>
  import('../quotes/lead-quotes.tsx').then((module) => ({ default: module.LeadQuotes })),
);
const LeadOnboardingLine = lazy(() =>
  import('../onboarding/lead-line.tsx').then((module) => ({ default: module.LeadOnboardingLine })),
);
const LeadKeeping = lazy(() =>
  import('../retention/lead-keeping.tsx').then((module) => ({ default: module.LeadKeeping })),
);
const EditLead = lazy(() => import('./lead-form.tsx').then((module) => ({ default: module.EditLead })));

/** One enquiry: who asks, about what, where it stands, what happened and what is next. */
export function LeadPage(): ReactNode {
  const { t } = useTranslation('leads');
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(leadQuery(id));
  if (data) return <Page key={id} lead={data} />;
  if (error instanceof ApiProblem && error.status === 404) {
    return (
      <EmptyState
        icon={<IconLockQuestion size={24} stroke={1.5} />}
        title={t('noSuchLead')}
        action={<Link to={paths.leads}>{t('toLeads')}</Link>}
      >
        {t('noSuchLeadBody')}
      </EmptyState>
    );
  }
  if (error) {
    return (
      <div className="matter__notice">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  return (
    <p className="visually-hidden" role="status">
      {t('loading')}
    </p>
  );
}

function Page({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('leads');
  const [search, setSearch] = useSearchState();
  const { moveTo, dialog } = useClosing();
  return (
    <div className="matter lead">
      <Link to={paths.leads} className="matter__back">
        <IconArrowLeft size={14} stroke={2} aria-hidden /> {t('toLeads')}
      </Link>
      <PageHeader
        title={lead.title}
        badge={<StateMenu lead={lead} onMove={(to) => moveTo(lead, to)} />}
        subtitle={<Subtitle lead={lead} />}
        actions={
          <>
            {lead.matterId !== null && (
              <Link to={`/matters/${lead.matterId}`} className="lead-matter">
                {t('openMatter')}
              </Link>
            )}
            {lead.anonymisedAt === null && (
              <Button
                variant="default"
                leftSection={<IconPencil size={16} stroke={1.75} aria-hidden />}
                onClick={() => setSearch({ edit: 'yes' })}
              >
                {t('edit')}
              </Button>
            )}
          </>
        }
      >
        <StateTrack lead={lead} onMove={(to) => moveTo(lead, to)} />
      </PageHeader>
      <div className="matter__page">
        <div className="overview">
          <div className="overview__main">
            <Suspense>
              <LeadConversion lead={lead} />
            </Suspense>
            <Suspense>
              <LeadQuotes leadId={lead.id} over={!takesQuotes(lead)} />
            </Suspense>
            <Suspense>
              <LeadOnboardingLine lead={lead} />
            </Suspense>
            {lead.anonymisedAt === null && <ProgressTrack leadId={lead.id} />}
            <Journey leadId={lead.id} over={lead.anonymisedAt !== null} />
          </div>
          <div className="overview__side">
            {lead.anonymisedAt === null && (
              <>
                <LeadPeople lead={lead} />
                <LeadProperties lead={lead} />
                <ChasePanel lead={lead} />
                <LeadConflicts lead={lead} />
              </>
            )}
            <LeadDetails lead={lead} />
            <Suspense>
              <LeadKeeping lead={lead} />
            </Suspense>
          </div>
        </div>
      </div>
      {dialog}
      <Suspense>
        {search.edit !== undefined && <EditLead lead={lead} onClose={() => setSearch({ edit: undefined })} />}
      </Suspense>
    </div>
  );
}

function Subtitle({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('leads');
  return (
    <span className="matter__subtitle">
      <span className="figures">{t('numbered', { number: lead.number })}</span>
      <span>{t(`transaction_${lead.transaction}`)}</span>
      {lead.value && <Money {...lead.value} />}
      {lead.lostReason && <span>{t('lostBecause', { reason: lead.lostReason.name })}</span>}
      {lead.duplicateOf && (
        <Link to={`/leads/${lead.duplicateOf.id}`}>
          {t('duplicateOf', { number: lead.duplicateOf.number })}
        </Link>
      )}
      <span>{lead.assignee?.name ?? t('nobody')}</span>
    </span>
  );
}

function StateMenu({ lead, onMove }: { lead: Lead; onMove: (to: LeadState) => void }): ReactNode {
  const { t } = useTranslation('leads');
  const back = lead.stateBefore ?? 'new';
  if (lead.mayMoveTo.length === 0 && !lead.mayReopen) return <LeadStateWord state={lead.state} />;
  return (
    <MenuButton
      className="matter__status"
      entries={[
        ...(lead.mayReopen
          ? [
              {
                kind: 'item' as const,
                label: t('reopenTo', { state: t(`state_${back}`) }),
                icon: <IconArrowBackUp size={16} stroke={1.75} aria-hidden />,
                onChoose: () => onMove(back),
              },
            ]
          : []),
        ...lead.mayMoveTo.map((to) => ({
          kind: 'item' as const,
          label: t(`state_${to}`),
          onChoose: () => onMove(to),
        })),
      ]}
    >
      <LeadStateWord state={lead.state} />
      <IconChevronDown size={12} stroke={2} aria-hidden />
    </MenuButton>
  );
}

/** The way of an open lead; a closed one stands where it was when it was closed. */
function StateTrack({ lead, onMove }: { lead: Lead; onMove: (to: LeadState) => void }): ReactNode {
  const { t } = useTranslation('leads');
  const open = isOpen(lead.state);
  const stands = open ? lead.state : lead.state === 'converted' ? 'converted' : (lead.stateBefore ?? 'new');
  const track: readonly LeadState[] = [...openStates, 'converted'];
  const at = track.indexOf(stands);
  return (
    <ol className="stage-track" aria-label={t('states')}>
      {track.map((state, index) => {
        const place = index < at ? 'past' : index === at ? 'now' : 'next';
        return (
          <li key={state} className="stage-track__stage" data-place={place}>
            <button
              type="button"
              aria-current={place === 'now' && (open || state === 'converted') ? 'step' : undefined}
              disabled={!lead.mayMoveTo.includes(state)}
              onClick={() => onMove(state)}
            >
              <span className="stage-track__mark" aria-hidden>
                {place === 'past' && <IconCheck size={10} stroke={3.5} />}
              </span>
              {t(`state_${state}`)}
              {place === 'past' && <span className="visually-hidden">, {t('passed')}</span>}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
