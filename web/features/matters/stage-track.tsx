import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { showDone } from '../../ui/toasts.tsx';
import { type Matter, useChangeMatter } from './matter-queries.ts';
import './stage-track.css';

/** The stages of the matter's type in order; pressing one moves the matter there. */
export function StageTrack({ matter }: { matter: Matter }): ReactNode {
  const { t } = useTranslation('matters');
  const change = useChangeMatter();
  const at = matter.stages.findIndex(({ id }) => id === matter.stageId);

  if (matter.stages.length === 0) return null;
  async function move(stage: Matter['stages'][number]): Promise<void> {
    if (stage.id === matter.stageId) return;
    const before = { stageId: matter.stageId, stageName: matter.stageName };
    const shown = { stageId: stage.id, stageName: stage.name };
    if (!(await change(matter, { stageId: stage.id }, shown))) return;
    showDone(t('stageSet', { stage: stage.name }), () => change(matter, { stageId: before.stageId }, before));
  }
  const titleOf = (stage: Matter['stages'][number], place: string) => {
    if (matter.keptIn !== null) return t('stageKeptIn', { system: matter.keptIn.label });
    return place === 'now' ? undefined : t('moveToStage', { stage: stage.name });
  };
  return (
    <ol className="stage-track" aria-label={t('stages')}>
      {matter.stages.map((stage, index) => {
        const place = index < at ? 'past' : index === at ? 'now' : 'next';
        return (
          <li key={stage.id} className="stage-track__stage" data-place={place}>
            <button
              type="button"
              aria-current={place === 'now' ? 'step' : undefined}
              disabled={matter.keptIn !== null}
              title={titleOf(stage, place)}
              onClick={() => void move(stage)}
            >
              <span className="stage-track__mark" aria-hidden>
                {place === 'past' && <IconCheck size={10} stroke={3.5} />}
              </span>
              {stage.name}
              {place === 'past' && <span className="visually-hidden">{t('stagePassed')}</span>}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
