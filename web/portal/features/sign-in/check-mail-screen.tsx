import { type ReactNode, useState } from 'react';
import { navigate, placeAfterSignIn } from '../../router.ts';
import { Page } from '../../ui/page.tsx';
import { say } from '../../words.ts';
import { CodeStep } from './steps.tsx';

/** The address that was typed, kept with this entry of the browser's history only. */
function typedAddress(): string | null {
  const state: unknown = window.history.state;
  const email: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'email') : null;
  return typeof email === 'string' ? email : null;
}

export function CheckMailScreen({ request, from }: { request: string; from: string }): ReactNode {
  const [email] = useState(typedAddress);
  return (
    <Page
      title={say('checkMail')}
      about={email === null ? say('checkMailAboutUnnamed') : say('checkMailAbout', { email })}
    >
      <CodeStep
        request={request}
        email={email}
        onAskAgain={() => navigate('/portal/sign-in')}
        onEntered={(destination) => navigate(placeAfterSignIn(destination || from), { replace: true })}
      />
    </Page>
  );
}
