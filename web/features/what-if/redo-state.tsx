import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import { PressTwice } from '../settings/press-twice.tsx';
import { redoQuery } from './queries.ts';
import './what-if.css';
import type { Redo } from './words.ts';

const looks = {
  gathering: 'working',
  running: 'working',
  done: 'logged',
  cancelled: 'skipped',
  failed: 'failed',
} as const;

const shown = [
  ['changed', 'changed'],
  ['same', 'same'],
  ['byPerson', 'byPerson'],
  ['billed', 'billed'],
  ['touched', 'touched'],
  ['refused', 'refused'],
  ['failed', 'failedCount'],
  ['gone', 'gone'],
] as const;

type Props = {
  redo: Redo;
  /** The one destination where; none where it is everywhere. */
  place?: string | null;
};

/** Many decided again: how far it is, what came of them, stopping and taking it back. */
export function RedoState({ redo: given, place = null }: Props): ReactNode {
  const { t } = useTranslation('what-if');
  const { locale } = useFirmFormat();
  const { data: redo = given } = useQuery({ ...redoQuery(given.id), initialData: given });
  const { data: undone } = useQuery({ ...redoQuery(redo.undoneBy ?? ''), enabled: redo.undoneBy !== null });
  const { stop, takeBack } = useSteps(redo);
  const at = place === null ? {} : { place, context: 'there' };
  const open = redo.state === 'gathering' || redo.state === 'running';
  return (
    <div className="redo-state" role="status">
      {open ? (
        <ProgressLine
          label={t(redo.state === 'gathering' ? 'gathering' : 'changing', at)}
          {...(redo.state === 'running' && { value: redo.progress })}
          hint={t('lookingHint')}
        />
      ) : (
        <p className="redo-state__end">
          <StateBadge state={looks[redo.state]}>{t(`state_${redo.state}`)}</StateBadge>
          {place !== null && <span className="quiet">{t('at', { name: place })}</span>}
        </p>
      )}
      <dl className="redo-state__counts">
        {shown
          .filter(([name]) => name === 'changed' || redo.counts[name] > 0)
          .map(([name, word]) => (
            <div key={name}>
              <dt>{t(word)}</dt>
              <dd className="figures">{redo.counts[name].toLocaleString(locale)}</dd>
            </div>
          ))}
      </dl>
      {open && (
        <Button variant="default" size="xs" disabled={stop.isPending} onClick={() => stop.mutate()}>
          {t('stopHere')}
        </Button>
      )}
      {redo.canUndo && (
        <PressTwice
          label={t('takeBack')}
          again={t('takeBackAgain')}
          about={t('changed')}
          busy={takeBack.isPending}
          onPress={() => takeBack.mutate()}
        />
      )}
      {undone && <p className="quiet">{t(undone.state === 'done' ? 'takenBackDone' : 'takenBack', at)}</p>}
    </div>
  );
}

function useSteps(redo: Redo) {
  const client = useQueryClient();
  const params = { id: redo.id };
  const fresh = {
    onError: (error: Error) => showProblem(error),
    onSettled: () =>
      Promise.all(
        ['redo-runs', 'what-ifs', 'contacts'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  };
  const stop = useMutation({
    mutationFn: () => api('POST /api/v1/redo-runs/:id/cancel', { params }),
    ...fresh,
  });
  const takeBack = useMutation({
    mutationFn: () => api('POST /api/v1/redo-runs/:id/undo', { params }),
    ...fresh,
  });
  return { stop, takeBack };
}
