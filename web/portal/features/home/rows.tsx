/** What of a matter waits: messages, things to do, appointments; each leads to where it is. */
import type { ReactNode } from 'react';
import { follow } from '../../router.ts';
import { appointmentPath, conversationPath } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { PlaceIcon } from '../../shell/place-icon.tsx';
import { dayIn, formatMoment } from '../../time.ts';
import { wordsOfDue } from '../to-do/due.ts';
import { pathOfToDo } from '../to-do/path-of.ts';
import type { Home, Line } from './read-home.ts';
import { say } from './words.ts';

type Part = Pick<Home, 'lines' | 'toDos' | 'appointments'>;

export const hasRows = ({ lines, toDos, appointments }: Part) =>
  lines.length + toDos.length + appointments.length > 0;

export const peopleOf = ({ staff }: Line, firm: string) => staff.map(({ name }) => name).join(', ') || firm;

export function MatterRows({ home: { lines, toDos, appointments } }: { home: Part }): ReactNode {
  const { timeZone, firmName } = useSignedIn().seat;
  const today = dayIn(new Date(), timeZone);
  return (
    <ul className="p-rows">
      {toDos.map((toDo) => (
        <Row
          key={toDo.id}
          icon="toDo"
          path={pathOfToDo(toDo)}
          title={toDo.title}
          about={wordsOfDue(toDo, today, say)}
          strong
        />
      ))}
      {lines.map((line) => {
        const { id, unread: count } = line;
        const people = peopleOf(line, firmName);
        return (
          <Row
            key={id}
            icon="messages"
            path={conversationPath(id)}
            title={
              count > 0
                ? say(count === 1 ? 'unreadFrom_one' : 'unreadFrom_other', { count, people })
                : say('lastMessage', { people })
            }
            about={line.lastMessageAt === null ? '' : formatMoment(line.lastMessageAt, timeZone)}
            strong={count > 0}
          />
        );
      })}
      {appointments.map(({ id, title, startsAt, timeZone: zone, answer, changed }) => {
        const asked = answer === 'needs-action' ? say(changed ? 'movedAsked' : 'answerAsked') : '';
        return (
          <Row
            key={id}
            icon="appointments"
            path={appointmentPath(id)}
            title={title}
            about={[formatMoment(startsAt, zone), asked].filter(Boolean).join(' · ')}
            strong={asked !== ''}
          />
        );
      })}
    </ul>
  );
}

function Row(props: {
  icon: 'toDo' | 'messages' | 'appointments';
  path: string;
  title: string;
  about: string;
  strong: boolean;
}): ReactNode {
  return (
    <li>
      <a className="p-row p-home__row" href={props.path} onClick={follow}>
        <PlaceIcon place={props.icon} />
        <span className="p-row__words">
          <span data-strong={props.strong || undefined}>{props.title}</span>
          {props.about !== '' && <span className="p-row__about">{props.about}</span>}
        </span>
      </a>
    </li>
  );
}
