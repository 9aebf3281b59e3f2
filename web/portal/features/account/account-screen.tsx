import { type ReactNode, useState } from 'react';
import { useSignedIn } from '../../session.tsx';
import { FirmName } from '../../shell/firm-name.tsx';
import { SignOffButton } from '../../shell/sign-off-button.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { say } from '../../words.ts';
import { useSit } from '../sign-in/last-steps.tsx';
import { DeviceSection } from './device-section.tsx';
import { FactorsSection } from './factors-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { TakeFileSection } from './take-file-section.tsx';
import { TextsSection } from './texts-section.tsx';

/** One's own sign-in: as whom, at which firm, by what, and where. */
export function AccountScreen(): ReactNode {
  const { seat, seats, email, number } = useSignedIn();
  const { sit, failure } = useSit();
  // A change of factors ends the sessions elsewhere: the list below is read anew.
  const [changes, setChanges] = useState(0);
  return (
    <Page
      title={say('account')}
      about={say('signedInAs', { person: seat.personName, email: number ?? email })}
    >
      {failure !== undefined && <Notice kind="bad">{failure}</Notice>}
      {seats.length > 1 && (
        <Section title={say('yourFirms')}>
          <ul className="p-rows">
            {seats.map((one) => (
              <li className="p-row" key={one.portalUserId}>
                <span className="p-row__words">
                  <FirmName seat={one} />
                  {one.personName !== '' && (
                    <span className="p-row__about">{say('asPerson', { person: one.personName })}</span>
                  )}
                </span>
                {one.portalUserId === seat.portalUserId ? (
                  <span className="p-row__about">{say('here')}</span>
                ) : (
                  <Button look="plain" onClick={() => void sit(one)}>
                    {say('switchTo')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <DeviceSection />
      <TakeFileSection />
      <FactorsSection onChanged={() => setChanges(changes + 1)} />
      <SessionsSection key={changes} />
      <TextsSection />
      <SignOffButton word="signOff" look="plain" />
    </Page>
  );
}
