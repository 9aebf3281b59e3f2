import { IconArrowNarrowRight, IconPhone, IconUser, IconUsersGroup } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Duration } from '../../ui/duration.tsx';
import type { InteractionDetail } from './interaction.ts';
import { type JourneyStep, journeyOf } from './journey.ts';
import './journey-line.css';
import './section-title.css';

const icons = { outside: IconPhone, user: IconUser, group: IconUsersGroup } as const;
const unnamed = { outside: 'journeyOutside', user: 'journeyPerson', group: 'journeyGroup' } as const;
const results = {
  missed: 'journeyNoAnswer',
  transferred: 'journeyTransferred',
  voicemail: 'journeyVoicemail',
  unknown: 'journeyUnknown',
} as const;

function isResult(result: string): result is keyof typeof results {
  return Object.hasOwn(results, result);
}

/** Who the call went through and for how long, on one line of time: waiting hatched, talk solid. */
export function JourneyLine({ call }: { call: InteractionDetail }): ReactNode {
  const { t } = useTranslation('activity');
  const steps = journeyOf(call);
  if (steps.length === 0) return null;
  return (
    <section aria-label={t('journey')}>
      <h2 className="interaction__section-title">{t('journey')}</h2>
      <ol className="journey">
        {steps.map((step, index) => (
          <Step key={step.id} step={step} first={index === 0} />
        ))}
      </ol>
    </section>
  );
}

function Step({ step, first }: { step: JourneyStep; first: boolean }): ReactNode {
  const { t } = useTranslation('activity');
  const Icon = icons[step.role];
  const waited = step.role === 'group' ? 'journeyWaitedFor' : 'journeyRangFor';
  return (
    <li className="journey__step" data-role={step.role}>
      <span className="journey__who">
        {!first && <IconArrowNarrowRight size={14} stroke={1.75} className="journey__arrow" aria-hidden />}
        <Icon size={16} stroke={1.75} aria-hidden />
        <span className="journey__name">{step.label ?? t(unnamed[step.role])}</span>
      </span>
      <span
        className="journey__line"
        aria-hidden
        style={{
          '--from': `${step.from}%`,
          '--ring': `${step.ring}%`,
          '--hold': `${step.hold}%`,
          '--talk': `${step.talk}%`,
        }}
      >
        <i className="journey__ring" />
        <i className="journey__talk" />
        <i className="journey__hold" />
      </span>
      <span className="journey__words">
        {step.talkSeconds > 0 && <Duration seconds={step.talkSeconds} />}
        {step.talkSeconds === 0 && step.ringSeconds > 0 && (
          <span className="quiet">
            {t(waited)} <Duration seconds={step.ringSeconds} />
          </span>
        )}
        {step.holdSeconds > 0 && (
          <span className="quiet">
            {' · '}
            {t('journeyHeldFor')} <Duration seconds={step.holdSeconds} />
          </span>
        )}
        {isResult(step.result) && (
          <span className="quiet">
            {step.talkSeconds + step.ringSeconds > 0 && ' · '}
            {t(results[step.result])}
          </span>
        )}
      </span>
    </li>
  );
}
