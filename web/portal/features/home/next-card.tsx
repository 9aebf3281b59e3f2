import type { ReactNode } from 'react';
import { follow } from '../../router.ts';
import { appointmentPath, conversationPath } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { dayIn, formatMoment } from '../../time.ts';
import { wordsOfDue } from '../to-do/due.ts';
import { pathOfToDo } from '../to-do/path-of.ts';
import type { NextStep } from './next-step.ts';
import { peopleOf } from './rows.tsx';
import { say } from './words.ts';

interface Shown {
  title: string;
  about: string;
  act: string;
  path: string;
}

/** One next step on top. */
export function NextCard({ step }: { step: NextStep }): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const shown = useShown(step);
  if (shown === null)
    return (
      <section className="p-next" data-calm="" aria-labelledby="next">
        <h2 className="p-next__title" id="next">
          {say('nothing')}
        </h2>
        <p>{say('nothingAbout', { firm })}</p>
      </section>
    );
  return (
    <section className="p-next" aria-labelledby="next">
      <h2 className="p-next__kind" id="next">
        {say('nextTitle')}
      </h2>
      <p className="p-next__title">{shown.title}</p>
      {shown.about !== '' && <p className="p-next__about">{shown.about}</p>}
      <a className="p-button" data-look="main" href={shown.path} onClick={follow}>
        {shown.act}
      </a>
    </section>
  );
}

function useShown(step: NextStep): Shown | null {
  const { timeZone, firmName } = useSignedIn().seat;
  const today = dayIn(new Date(), timeZone);
  switch (step.kind) {
    case 'nothing':
      return null;
    case 'to_do':
      return {
        title: step.toDo.title,
        about: wordsOfDue(step.toDo, today, say),
        ...{ act: say('openIt'), path: pathOfToDo(step.toDo) },
      };
    case 'unread': {
      const { unread: count } = step.line;
      return {
        title: say(count === 1 ? 'unreadFrom_one' : 'unreadFrom_other', {
          ...{ count, people: peopleOf(step.line, firmName) },
        }),
        about: step.line.title,
        ...{ act: say('readIt'), path: conversationPath(step.line.id) },
      };
    }
    case 'answer':
    case 'coming': {
      const { id, title, startsAt, timeZone: zone, changed } = step.appointment;
      const asked = say(changed ? 'movedAsked' : 'answerAsked');
      return {
        title,
        about: [formatMoment(startsAt, zone), ...(step.kind === 'answer' ? [asked] : [])].join(' · '),
        ...{ act: say(step.kind === 'answer' ? 'answerIt' : 'lookAtIt'), path: appointmentPath(id) },
      };
    }
  }
}
