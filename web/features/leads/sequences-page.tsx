import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import type { Sequence } from './lead.ts';
import { sequencesQuery } from './queries.ts';
import './settings-lists.css';

const SequenceForm = lazy(() =>
  import('./sequence-form.tsx').then((module) => ({ default: module.SequenceForm })),
);
const administrators = ['owner', 'administrator'] as const;

/** How quotes are followed up: the firm's sequences, the one that begins by itself first. */
export function SequencesPage(): ReactNode {
  const { t } = useTranslation('leads');
  const [search, setSearch] = useSearchState();
  const { data, error, refetch } = useQuery(sequencesQuery);
  const edited = data?.items.find(({ id }) => id === search.edit);
  const close = () => setSearch({ edit: undefined });
  return (
    <SettingsPage
      title={t('sequences')}
      subtitle={t('sequencesAbout')}
      roles={administrators}
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
          onClick={() => setSearch({ edit: 'new' }, { push: true })}
        >
          {t('newSequence')}
        </Button>
      }
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <p className="sequence-note">{t('textsKept')}</p>
      <ul className="sequences">
        {data?.items.map((sequence) => (
          <SequenceLine
            key={sequence.id}
            sequence={sequence}
            onOpen={() => setSearch({ edit: sequence.id }, { push: true })}
          />
        ))}
      </ul>
      <Suspense>
        {(edited || search.edit === 'new') && (
          <SequenceForm
            key={search.edit}
            sequence={edited ?? null}
            usual={data?.items[0] ?? null}
            onClose={close}
          />
        )}
      </Suspense>
    </SettingsPage>
  );
}

function SequenceLine({ sequence, onOpen }: { sequence: Sequence; onOpen: () => void }): ReactNode {
  const { t } = useTranslation('leads');
  const { hours } = sequence;
  const days = hours.days.flatMap((day) => dayWords.find((one) => one === day) ?? []);
  return (
    <li className="sequence">
      <button type="button" className="sequence__name" onClick={onOpen}>
        {sequence.name}
      </button>
      {sequence.isDefault && <StateBadge state="logged">{t('isDefault')}</StateBadge>}
      <p className="sequence__about">
        {sequence.steps
          .map((step) => `${t(`by_${step.by}`)} ${t(`after_${step.unit}`, { count: step.after })}`)
          .join(' · ')}
      </p>
      <p className="sequence__about">
        {days.map((day) => t(`day_${day}`)).join(', ')}, {hours.from}–{hours.to}
      </p>
    </li>
  );
}

const dayWords = [1, 2, 3, 4, 5, 6, 7] as const;
