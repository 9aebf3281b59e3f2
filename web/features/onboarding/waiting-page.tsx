import '@mantine/core/styles/Button.layer.css';
import { Button } from '@mantine/core';
import { IconUserCheck, IconUserQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone } from '../../ui/toasts.tsx';
import type { Choice } from '../matters/choice-field.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { MatterPicker } from '../matters/matter-picker.tsx';
import { useFields } from '../matters/use-fields.ts';
import '../../ui/facts.css';
import './onboarding.css';
import { placeOf } from './place-of.ts';
import { useOnboardingAct, useReadAgain, type WaitingLine, waitingQuery } from './queries.ts';

/** What waits for a person: results that are no pass, and workspaces that belong to no matter yet. */
export function WaitingPage(): ReactNode {
  const { t } = useTranslation('onboarding');
  const decisions = useQuery(waitingQuery('decision'));
  const unmatched = useQuery(waitingQuery('match'));
  const error = decisions.error ?? unmatched.error;
  const nothing = decisions.data?.items.length === 0 && unmatched.data?.items.length === 0;
  return (
    <>
      <PageHeader title={t('waitingTitle')} subtitle={t('waitingSubtitle')} />
      <div className="onboarding">
        {error && <ProblemAlert error={error} />}
        {nothing && (
          <EmptyState icon={<IconUserCheck size={24} stroke={1.5} />} title={t('nothingWaits')}>
            {t('nothingWaitsBody')}
          </EmptyState>
        )}
        {(decisions.data?.items.length ?? 0) > 0 && (
          <section aria-label={t('toDecide')}>
            <h2 className="onboarding__title">{t('toDecide')}</h2>
            <ul className="onboarding__rows">
              {decisions.data?.items.map((line) => (
                <DecisionLine key={line.id} line={line} />
              ))}
            </ul>
          </section>
        )}
        {(unmatched.data?.items.length ?? 0) > 0 && (
          <section aria-label={t('unmatched')}>
            <h2 className="onboarding__title">{t('unmatched')}</h2>
            <p className="quiet">{t('unmatchedBody')}</p>
            <ul className="onboarding__rows">
              {unmatched.data?.items.map((line) => (
                <UnmatchedLine key={line.id} line={line} />
              ))}
            </ul>
          </section>
        )}
      </div>
    </>
  );
}

function DecisionLine({ line }: { line: WaitingLine }): ReactNode {
  const { t } = useTranslation('onboarding');
  const to = placeOf(line);
  const title = line.caseTitle ?? line.names.join(', ');
  return (
    <li className="onboarding__row">
      <div className="onboarding__what">
        {to === null ? <span className="onboarding__name">{title}</span> : <Link to={to}>{title}</Link>}
        <span className="quiet">{line.names.join(', ')}</span>
      </div>
      <div className="onboarding__standing">
        <StateBadge state="needsPerson">{t('decisions', { count: line.decisionsNeeded })}</StateBadge>
      </div>
      <div className="onboarding__do quiet">{line.toldAt !== null && <RelativeTime at={line.toldAt} />}</div>
    </li>
  );
}

function UnmatchedLine({ line }: { line: WaitingLine }): ReactNode {
  const { t } = useTranslation('onboarding');
  const act = useOnboardingAct();
  const [choosing, setChoosing] = useState(false);
  const names = line.names.join(', ') || line.label;
  async function leaveOut(): Promise<void> {
    const params = { id: line.id };
    if (
      await act(() =>
        api('POST /api/v1/onboarding/workspaces/:id/match', { params, body: { to: 'nowhere' } }),
      )
    )
      showDone(t('leftOut', { names }));
  }
  return (
    <li className="onboarding__row onboarding__row--pair">
      <div className="onboarding__what">
        <span className="onboarding__name">
          <IconUserQuestion size={16} stroke={1.75} aria-hidden /> {names}
        </span>
        <span className="quiet">
          {line.label}
          {line.toldAt !== null && (
            <>
              {' · '}
              <RelativeTime at={line.toldAt} />
            </>
          )}
        </span>
      </div>
      <div className="onboarding__buttons">
        <Button size="xs" aria-label={`${t('chooseMatter')}: ${names}`} onClick={() => setChoosing(true)}>
          {t('chooseMatter')}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={`${t('leaveOut')}: ${names}`}
          onClick={() => void leaveOut()}
        >
          {t('leaveOut')}
        </Button>
      </div>
      {choosing && <MatchDialog line={line} names={names} onClose={() => setChoosing(false)} />}
    </li>
  );
}

function MatchDialog(props: { line: WaitingLine; names: string; onClose: () => void }): ReactNode {
  const { t } = useTranslation('onboarding');
  const readAgain = useReadAgain();
  const { line, names, onClose } = props;
  const initial: { matter: Choice | null } = { matter: null };
  const form = useFields(initial, ({ matter }) => ({
    ...(matter === null ? { matter: t('chooseMatter') } : {}),
  }));
  const saving = useSaving(
    form,
    ({ matter }) =>
      api('POST /api/v1/onboarding/workspaces/:id/match', {
        params: { id: line.id },
        body: { to: 'matter', matterId: matter?.value ?? '' },
      }),
    () => {
      void readAgain();
      showDone(t('matched', { names, matter: form.values.matter?.label ?? '' }));
      onClose();
    },
  );
  return (
    <FormDialog title={names} saveLabel={t('match')} saving={saving} onClose={onClose} size={480}>
      <p className="quiet">{t('matchAbout')}</p>
      <MatterPicker
        label={t('matter')}
        required
        autoFocus
        value={form.values.matter}
        onChange={(matter) => form.setFieldValue('matter', matter)}
        error={form.errors.matter}
      />
    </FormDialog>
  );
}
