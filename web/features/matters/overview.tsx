import '@mantine/core/styles/InlineInput.layer.css';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '../../ui/money.tsx';
import '../../ui/facts.css';
import { Minutes } from '../../ui/minutes.tsx';
import { CompletionGlance } from '../completion/glance.tsx';
import { MatterProgress } from '../key-stages/progress.tsx';
import { ClientToDos } from '../to-dos/client-to-dos.tsx';
import { Day } from './day-words.tsx';
import { matterAddress } from './matter-links.ts';
import { type Matter, useMatter, useOverview } from './matter-queries.ts';
import './overview.css';
import { Lately } from './lately.tsx';
import { Parties } from './parties.tsx';
import { Responsible } from './responsible.tsx';
import { Wall } from './wall.tsx';

const MatterTexts = lazy(() =>
  import('../texts/matter-texts.tsx').then((module) => ({ default: module.MatterTexts })),
);

const MatterKeeping = lazy(() =>
  import('../hand-over/matter-keeping.tsx').then((module) => ({ default: module.MatterKeeping })),
);

/** What the matter is: its parties, who answers for it, who may see it, and what hangs on it. */
export function Overview(): ReactNode {
  const { t } = useTranslation('matters');
  const matter = useMatter();
  return (
    <div className="overview">
      <div className="overview__main">
        {matter.description !== '' && (
          <section aria-label={t('description')}>
            <p className="overview__description">{matter.description}</p>
          </section>
        )}
        <MatterProgress matterId={matter.id} />
        <Parties matter={matter} />
        <ClientToDos matterId={matter.id} />
        <Lately matterId={matter.id} />
      </div>
      <div className="overview__side">
        <Figures matter={matter} />
        <section aria-label={t('details')}>
          <h2 className="overview__title">{t('details')}</h2>
          <dl className="facts">
            <dt>{t('responsible')}</dt>
            <dd>
              <Responsible matter={matter} />
            </dd>
            <dt>{t('type')}</dt>
            <dd>{matter.matterTypeName ?? t('none')}</dd>
            <dt>{t('openedOn')}</dt>
            <dd>{matter.openedOn === null ? t('none') : <Day day={matter.openedOn} />}</dd>
            {matter.closedOn !== null && (
              <>
                <dt>{t('closedOn')}</dt>
                <dd>
                  <Day day={matter.closedOn} />
                </dd>
              </>
            )}
            <dt>{t('whoSees')}</dt>
            <dd>
              <Wall matter={matter} />
            </dd>
          </dl>
        </section>
        <CompletionGlance matterId={matter.id} />
        <Suspense>
          <MatterTexts matterId={matter.id} />
        </Suspense>
        <Suspense>
          <MatterKeeping matterId={matter.id} />
        </Suspense>
      </div>
    </div>
  );
}

/** What hangs on the matter, each figure the way to its rows. */
function Figures({ matter }: { matter: Matter }): ReactNode {
  const { t } = useTranslation('matters');
  const figures = useOverview(matter.id);
  if (!figures) return <section className="figures-grid" aria-hidden />;
  return (
    <section aria-label={t('atAGlance')} className="figures-grid">
      <Figure to={matterAddress(matter.id, 'fees')} label={t('unbilledFees')}>
        <Money {...figures.unbilledFees} />
      </Figure>
      <Figure to={matterAddress(matter.id, 'fees')} label={t('timeWorked')}>
        <Minutes minutes={figures.workedMinutes} />
      </Figure>
      <Figure to={matterAddress(matter.id, 'costs')} label={t('unbilledCosts')}>
        <Money {...figures.unbilledCostRecoveries} />
      </Figure>
      <Figure
        to={matterAddress(matter.id, 'tasks')}
        label={t('openTasks')}
        {...(figures.overdueTasks > 0 && { note: t('overdueCount', { count: figures.overdueTasks }) })}
      >
        {figures.openTasks}
      </Figure>
    </section>
  );
}

function Figure(props: { to: string; label: string; note?: string; children: ReactNode }): ReactNode {
  return (
    <Link to={props.to} className="figure">
      <span className="figure__label">{props.label}</span>
      <span className="figure__value figures">{props.children}</span>
      {props.note && <span className="figure__note">{props.note}</span>}
    </Link>
  );
}
