import { IconArrowRight, IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import '../../ui/facts.css';
import './checklist.css';
import { type Step, type StepName, stepsOf } from './checklist-steps.ts';
import { useFirmFacts } from './firm-facts.ts';

const placeOf: Readonly<Record<StepName, string>> = {
  connect: paths.sources,
  contacts: paths.imports,
  staff: paths.settingsStaff,
  call: paths.activity,
};

/** From nothing to the first logged call, for those who may set things up; gone when all is done. */
export function Checklist(): ReactNode {
  return useMayDo('owner', 'administrator') ? <Steps /> : null;
}

function Steps(): ReactNode {
  const { t } = useTranslation('home');
  const steps = stepsOf(useFirmFacts());
  const done = steps?.filter(({ state }) => state === 'done').length ?? 0;
  const isDone = done === steps?.length;
  // Whoever watches the last step being done sees it said; the next visit has no list.
  const wasOpen = useRef(false);
  useEffect(() => {
    if (steps && !isDone) wasOpen.current = true;
  });
  if (!steps || (isDone && !wasOpen.current)) return null;
  return (
    <section className="checklist" aria-labelledby="checklist-title">
      <header className="checklist__head">
        <div>
          <h2 id="checklist-title" className="checklist__title">
            {isDone ? t('stepsDone') : t('stepsTitle')}
          </h2>
          <p className="quiet">{isDone ? t('stepsDoneBody') : t('stepsBody')}</p>
        </div>
        <p className="checklist__count figures" role="status">
          {t('stepsCount', { done, all: steps.length })}
        </p>
      </header>
      <div className="checklist__bar" aria-hidden>
        {steps.map(({ name, state }) => (
          <span key={name} data-state={state} />
        ))}
      </div>
      <ol className="checklist__steps">
        {steps.map((step, index) => (
          <StepLine key={step.name} step={step} number={index + 1} />
        ))}
      </ol>
    </section>
  );
}

function StepLine({ step: { name, state }, number }: { step: Step; number: number }): ReactNode {
  const { t } = useTranslation('home');
  return (
    <li className="checklist-step" data-state={state} aria-current={state === 'next' ? 'step' : undefined}>
      <Link to={placeOf[name]} className="checklist-step__link">
        <span className="checklist-step__mark" aria-hidden>
          {state === 'done' ? <IconCheck size={14} stroke={3} /> : number}
        </span>
        <span className="checklist-step__words">
          <span className="checklist-step__title">
            {t(`step_${name}`)}
            {state === 'done' && <span className="visually-hidden">, {t('stepDone')}</span>}
          </span>
          {state !== 'done' && <span className="checklist-step__about">{t(`step_${name}_about`)}</span>}
        </span>
        {state === 'next' && (
          <span className="checklist-step__go">
            {t(`step_${name}_go`)}
            <IconArrowRight size={16} stroke={2} aria-hidden />
          </span>
        )}
      </Link>
    </li>
  );
}
