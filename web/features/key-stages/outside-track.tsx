import type { ReactNode } from 'react';
import type { Answer } from '../../api/contract.ts';
import './outside-track.css';

export type OutsideTrackFacts = Answer<'GET /api/v1/quote-page/:token'>['tracks'][number];

/** In the language of whoever reads: this stands on a client's page, too, which loads no language machinery. */
export interface TrackWords {
  reached: (done: number, of: number) => string;
  doneOn: (day: string) => string;
  done: string;
  next: string;
}

interface Shown {
  track: OutsideTrackFacts;
  name: string;
  words: TrackWords;
}

/** How far a case is, for people outside the firm: what is done, what comes next, what comes later. */
export function OutsideTrack(props: Shown): ReactNode {
  return (
    <div className="outside-track">
      <TrackLine {...props} />
      <TrackSteps {...props} />
    </div>
  );
}

export function TrackSteps({ track, name, words }: Shown): ReactNode {
  return (
    <ol className="outside-track__steps" aria-label={name}>
      {track.steps.map((step) => (
        <li key={step.id} className="outside-step" data-state={step.state}>
          <span className="outside-step__mark" aria-hidden>
            {step.state === 'done' && <Tick />}
          </span>
          <span className="outside-step__words">{step.words}</span>
          {step.state !== 'later' && <span className="outside-step__when">{whenOf(step, words)}</span>}
        </li>
      ))}
    </ol>
  );
}

function whenOf({ state, on }: OutsideTrackFacts['steps'][number], words: TrackWords): string {
  if (state === 'next') return words.next;
  return on === null ? words.done : words.doneOn(on);
}

/** Its name, how much of it is done, and a bar of it. */
export function TrackLine(props: Shown): ReactNode {
  const { steps } = props.track;
  const reached = props.words.reached(steps.filter(({ state }) => state === 'done').length, steps.length);
  return (
    <div className="outside-track__line">
      <p className="outside-track__head">
        <span className="outside-track__name">{props.name}</span>
        <span className="outside-track__quiet">{reached}</span>
      </p>
      <div className="outside-track__bar" aria-hidden>
        {steps.map(({ id, state }) => (
          <span key={id} data-state={state} />
        ))}
      </div>
    </div>
  );
}

function Tick(): ReactNode {
  return (
    <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden>
      <path
        d="M2 6.5 5 9.5 10 3"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
