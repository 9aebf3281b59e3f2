import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ConflictQuestion } from './conflict-question.tsx';
import './progress-track.css';
import { caseOfMatterQuery, type Progress, progressQuery, type Track } from './queries.ts';
import { shortView } from './shown-stages.ts';
import { StageRow } from './stage-row.tsx';

export function LoadedTrack({ leadId }: { leadId: string }): ReactNode {
  const { data, error, refetch } = useQuery(progressQuery(leadId));
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} dense />;
  return data && data.tracks.length > 0 ? <Tracks progress={data} /> : null;
}

export function LoadedTrackOfMatter({ matterId }: { matterId: string }): ReactNode {
  const found = useQuery(caseOfMatterQuery(matterId)).data?.progress;
  return found ? <LoadedTrack leadId={found.leadId} /> : null;
}

/** Of a case with a matter elsewhere, what can and cannot be done is said before anybody tries. */
function Tracks({ progress }: { progress: Progress }): ReactNode {
  const { t } = useTranslation('key-stages');
  const { matter, conflicts, tracks, leadId } = progress;
  return (
    <section className="key-stages" aria-label={t('title')}>
      <h2 className="key-stages__title">{t('title')}</h2>
      {matter?.keptIn && (
        <p className="key-stages__note">
          {t(matter.mayMove ? 'movesInBoth' : 'followsMatter', { system: matter.keptIn })}{' '}
          <Link to={`/matters/${matter.id}`}>{matter.stageName ?? t('noMatterStage')}</Link>
        </p>
      )}
      {conflicts.map((conflict) => (
        <ConflictQuestion
          key={conflict.id}
          leadId={leadId}
          conflict={conflict}
          keptIn={matter?.keptIn ?? null}
        />
      ))}
      {tracks.map((track) => (
        <OneTrack key={track.side} leadId={leadId} track={track} alone={tracks.length === 1} />
      ))}
    </section>
  );
}

function OneTrack(props: { leadId: string; track: Track; alone: boolean }): ReactNode {
  const { t } = useTranslation('key-stages');
  const { leadId, track, alone } = props;
  const [whole, setWhole] = useState(false);
  const short = shortView(track);
  const shown = whole ? track.stages : short;
  const name = [t(`side_${track.side}`), track.property].filter((part) => part !== '').join(' · ');
  return (
    <div className="key-track">
      <p className="key-track__head">
        {!alone && <span className="key-track__name">{name}</span>}
        <span className="quiet">{t('reachedOf', { count: track.reached, of: track.of })}</span>
      </p>
      <div
        className="key-track__bar"
        role="img"
        aria-label={t('reachedOf', { count: track.reached, of: track.of })}
      >
        {track.stages
          .filter(({ state }) => state === 'reached' || state === 'pending')
          .map(({ stageId, state }) => (
            <span key={stageId} data-state={state} />
          ))}
      </div>
      <ol className="key-track__stages" aria-label={name}>
        {shown.map((stage) => (
          <StageRow
            key={stage.stageId}
            leadId={leadId}
            stage={stage}
            next={stage.stageId === track.nextStageId}
          />
        ))}
      </ol>
      {short.length < track.stages.length && (
        <button
          type="button"
          className="key-track__more"
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          {whole ? t('showLess') : t('showAll', { count: track.stages.length })}
        </button>
      )}
    </div>
  );
}
