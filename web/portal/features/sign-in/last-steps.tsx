/** What may come between the second factor and being in: the choice of a firm, and showing to be the same person. */
import { type ReactNode, useState } from 'react';
import { api } from '../../../api/client.ts';
import { type Seat, type Session, useDoor } from '../../session.tsx';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { FirmName } from '../../shell/firm-name.tsx';
import { SignOffButton } from '../../shell/sign-off-button.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from '../../words.ts';

/** Goes on as this person at this firm. */
export function useSit(): {
  sit: (seat: Seat) => Promise<boolean>;
  busy: boolean;
  failure: string | undefined;
} {
  const door = useDoor();
  const task = useTask();
  return {
    busy: task.busy,
    failure: task.failure,
    sit: ({ firmId, portalUserId }) =>
      task.run(async () =>
        door.take(await api('POST /api/v1/portal/session/seat', { body: { firmId, portalUserId } })),
      ),
  };
}

export function SeatScreen({ seats }: { seats: readonly Seat[] }): ReactNode {
  const { sit, failure } = useSit();
  return (
    <EntryFrame>
      <Page title={say('chooseFirm')} about={say('chooseFirmAbout')}>
        {failure !== undefined && <Notice kind="bad">{failure}</Notice>}
        <ul className="p-seats">
          {seats.map((seat) => (
            <li key={seat.portalUserId}>
              <button type="button" className="p-seat" onClick={() => void sit(seat)}>
                <FirmName seat={seat} />
                {seat.personName !== '' && (
                  <span className="p-seat__person">{say('asPerson', { person: seat.personName })}</span>
                )}
              </button>
            </li>
          ))}
        </ul>
        <SignOffButton word="signOff" look="quiet" />
      </Page>
    </EntryFrame>
  );
}

export function ConfirmScreen({ session }: { session: Extract<Session, { state: 'confirm' }> }): ReactNode {
  const door = useDoor();
  const task = useTask();
  const { sit } = useSit();
  const [code, setCode] = useState('');
  const [short, setShort] = useState(false);
  const { seat, seats } = session;
  const isShort = code.length < 8;
  return (
    <EntryFrame seat={seat}>
      <Page
        title={say('confirmTitle')}
        about={say(session.byNumber ? 'confirmNumberAbout' : 'confirmAbout', { firm: seat.firmName })}
      >
        <form
          className="p-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setShort(isShort);
            if (!isShort)
              void task.run(async () =>
                door.take(await api('POST /api/v1/portal/session/confirm', { body: { code } })),
              );
          }}
        >
          {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
          <CodeField
            label={say('firmCode')}
            digits={8}
            value={code}
            onValue={setCode}
            error={short && isShort ? say('firmCodeShort') : undefined}
            required
          />
          <Button type="submit" busy={task.busy} wide>
            {say('confirm')}
          </Button>
        </form>
        <div className="p-actions">
          {seats
            .filter(({ portalUserId }) => portalUserId !== seat.portalUserId)
            .map((other) => (
              <Button key={other.portalUserId} look="quiet" onClick={() => void sit(other)}>
                {other.firmName}
              </Button>
            ))}
          <SignOffButton word="signOff" look="quiet" />
        </div>
      </Page>
    </EntryFrame>
  );
}
