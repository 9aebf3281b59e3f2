import { type ReactNode, useEffect, useState } from 'react';
import { navigate } from '../../router.ts';
import { Page } from '../../ui/page.tsx';
import { say } from '../../words.ts';
import { EmailStep } from './steps.tsx';

/** An invitation brings the address behind a `#`, which no server sees. */
function addressInHash(): string {
  try {
    return decodeURIComponent(window.location.hash.slice(1));
  } catch {
    return '';
  }
}

export function AskScreen({ from }: { from: string }): ReactNode {
  const [email] = useState(addressInHash);
  useEffect(() => {
    // It stays in no history.
    if (window.location.hash !== '')
      window.history.replaceState(null, '', `${window.location.pathname}${window.location.search}`);
  }, []);
  return (
    <Page title={say('signIn')} about={say('signInAbout')}>
      <EmailStep
        email={email}
        destination={from}
        onAsked={(request, given) => {
          const query = from === '' ? '' : `?${new URLSearchParams({ from }).toString()}`;
          navigate(`/portal/sign-in/${request}${query}`, { state: { email: given } });
        }}
      />
    </Page>
  );
}
