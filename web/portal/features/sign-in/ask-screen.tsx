import { type ReactNode, useEffect, useState } from 'react';
import { navigate } from '../../router.ts';
import { Page } from '../../ui/page.tsx';
import { say } from '../../words.ts';
import { AddressStep, useByNumber } from './steps.tsx';

/** An invitation brings the address behind a `#`, which no server sees. */
function addressInHash(): string {
  try {
    return decodeURIComponent(window.location.hash.slice(1));
  } catch {
    return '';
  }
}

export function AskScreen({ from }: { from: string }): ReactNode {
  const [address] = useState(addressInHash);
  const byNumber = useByNumber();
  useEffect(() => {
    // It stays in no history.
    if (window.location.hash !== '')
      window.history.replaceState(null, '', `${window.location.pathname}${window.location.search}`);
  }, []);
  return (
    <Page title={say('signIn')} about={say(byNumber ? 'signInAboutEither' : 'signInAbout')}>
      <AddressStep
        address={address}
        destination={from}
        byNumber={byNumber}
        onAsked={(request, given) => {
          const query = from === '' ? '' : `?${new URLSearchParams({ from }).toString()}`;
          navigate(`/portal/sign-in/${request}${query}`, { state: { address: given } });
        }}
      />
    </Page>
  );
}
