import type { ReactNode } from 'react';
import { type Session, signOff, useDoor } from '../../session.tsx';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { say } from '../../words.ts';
import { ProveForm } from './prove-form.tsx';

export function SecondFactorScreen({
  session,
}: {
  session: Extract<Session, { state: 'second_factor' }>;
}): ReactNode {
  const door = useDoor();
  return (
    <EntryFrame>
      <Page title={say('secondStep')} about={say('secondStepAbout')}>
        <ProveForm ways={session} onProven={() => undefined} />
        <Button look="quiet" onClick={() => void signOff(door)}>
          {say('cancel')}
        </Button>
      </Page>
    </EntryFrame>
  );
}
