/** How far a case is, in the firm's words for clients: what is done, where it stands now, what comes next. */
import type { ReactNode } from 'react';
import { useSignedIn } from '../../session.tsx';
import { dayIn, formatDay, formatShortDay } from '../../time.ts';
import type { Matter } from './read-home.ts';
import { stepsShown } from './steps.ts';
import { say } from './words.ts';

type Track = Matter['tracks'][number];

export function StageTrack({ track: { side, steps } }: { track: Track }): ReactNode {
  const { timeZone } = useSignedIn().seat;
  if (steps.length === 0) return null;
  const today = dayIn(new Date(), timeZone);
  const shown = stepsShown(steps, today);
  const done = steps.filter(({ state }) => state === 'done').length;
  const now = shown.find(({ place }) => place === 'now');
  const next = shown.find(({ place }) => place === 'next');
  return (
    <div className="p-track">
      <p className="p-track__name">
        <strong>{say(`side_${side}`)}</strong> <span>{say('stepsDone', { done, all: steps.length })}</span>
      </p>
      <progress className="p-track__bar" value={done} max={steps.length} aria-label={say('stands')} />
      <dl className="p-track__now">
        <div>
          <dt>{say('now')}</dt>
          <dd>
            {now ? now.words : say('notBegun')}
            {now?.on && <span>{formatDay(now.on)}</span>}
          </dd>
        </div>
        <div>
          <dt>{say('next')}</dt>
          <dd>
            {next ? next.words : say('allDone')}
            {next?.expectedOn && <span>{say('usually', { day: formatShortDay(next.expectedOn) })}</span>}
          </dd>
        </div>
      </dl>
      <AllSteps steps={shown} />
    </div>
  );
}

function AllSteps({ steps }: { steps: ReturnType<typeof stepsShown> }): ReactNode {
  return (
    <details className="p-track__all">
      <summary>{say('allSteps')}</summary>
      <ol className="p-track__steps">
        {steps.map(({ id, words, place, on }) => (
          <li key={id} data-place={place}>
            <span className="p-track__mark" aria-hidden="true">
              {place === 'done' || place === 'now' ? '✓' : ''}
            </span>
            <span>
              {words}
              <span className="p-track__when">
                {say(place)}
                {on !== null && ` · ${formatShortDay(on)}`}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
