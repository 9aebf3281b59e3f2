import { type ReactNode, useState } from 'react';
import { AddressStep, CodeStep, useByNumber } from '../features/sign-in/steps.tsx';
import { Page } from '../ui/page.tsx';
import { say } from '../words.ts';
import { EntryFrame } from './entry-frame.tsx';

/** Over the page of somebody who was signed off: signing in again here brings it back as it was. */
export function SignedOff({ address }: { address: string }): ReactNode {
  const byNumber = useByNumber();
  const [asked, setAsked] = useState<{ id: string; address: string } | null>(null);
  return (
    <EntryFrame>
      <Page title={say('signedOff')} about={say('signedOffAbout')}>
        {asked ? (
          <CodeStep request={asked.id} address={asked.address} onAskAgain={() => setAsked(null)} />
        ) : (
          <AddressStep
            address={address}
            destination=""
            byNumber={byNumber}
            onAsked={(id, given) => setAsked({ id, address: given })}
          />
        )}
      </Page>
    </EntryFrame>
  );
}
