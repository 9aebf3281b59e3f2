import type { ReactNode } from 'react';
import type { Session } from '../../session.tsx';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { SignOffButton } from '../../shell/sign-off-button.tsx';
import { Page } from '../../ui/page.tsx';
import { say } from '../../words.ts';
import { ProveForm } from './prove-form.tsx';

export function SecondFactorScreen({
  session,
}: {
  session: Extract<Session, { state: 'second_factor' }>;
}): ReactNode {
  return (
    <EntryFrame>
      <Page title={say('secondStep')} about={say('secondStepAbout')}>
        <ProveForm ways={session} onProven={() => undefined} />
        <SignOffButton word="cancel" look="quiet" />
      </Page>
    </EntryFrame>
  );
}
