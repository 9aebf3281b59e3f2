import { type ReactNode, useState } from 'react';
import { CodeStep, EmailStep } from '../features/sign-in/steps.tsx';
import { Page } from '../ui/page.tsx';
import { say } from '../words.ts';
import { EntryFrame } from './entry-frame.tsx';

/** Over the page of somebody who was signed off: signing in again here brings it back as it was. */
export function SignedOff({ email }: { email: string }): ReactNode {
  const [asked, setAsked] = useState<{ id: string; email: string } | null>(null);
  return (
    <EntryFrame>
      <Page title={say('signedOff')} about={say('signedOffAbout')}>
        {asked ? (
          <CodeStep request={asked.id} email={asked.email} onAskAgain={() => setAsked(null)} />
        ) : (
          <EmailStep email={email} destination="" onAsked={(id, given) => setAsked({ id, email: given })} />
        )}
      </Page>
    </EntryFrame>
  );
}
