import { type ReactNode, useState } from 'react';
import { navigate, placeAfterSignIn } from '../../router.ts';
import { Page } from '../../ui/page.tsx';
import { say } from '../../words.ts';
import { CodeStep, isEmail } from './steps.tsx';

/** The address that was typed, kept with this entry of the browser's history only. */
function typedAddress(): string | null {
  const state: unknown = window.history.state;
  const address: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'address') : null;
  return typeof address === 'string' ? address : null;
}

function wordsFor(address: string | null): { title: string; about: string } {
  if (address === null) return { title: say('checkEither'), about: say('checkEitherAbout') };
  return isEmail(address)
    ? { title: say('checkMail'), about: say('checkMailAbout', { email: address }) }
    : { title: say('checkTexts'), about: say('checkTextsAbout', { number: address }) };
}

export function CheckMailScreen({ request, from }: { request: string; from: string }): ReactNode {
  const [address] = useState(typedAddress);
  return (
    <Page {...wordsFor(address)}>
      <CodeStep
        request={request}
        address={address}
        destination={from}
        onAskAgain={() => navigate('/portal/sign-in')}
        onEntered={(destination) => navigate(placeAfterSignIn(destination || from), { replace: true })}
      />
    </Page>
  );
}
