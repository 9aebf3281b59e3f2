/** Whoever came by number sets up a second step before being in: the telephone alone is never enough. */
import { type ReactNode, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/contract.ts';
import { useDoor } from '../../session.tsx';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { SignOffButton } from '../../shell/sign-off-button.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from '../../words.ts';
import { addPasskey } from '../account/add-passkey.ts';
import { AppSetUp } from '../account/app-set-up.tsx';
import { RecoveryCodes } from '../account/recovery-codes.tsx';
import { passkeysWork } from './passkey.ts';

/** `onCodes`: whether the printed codes are shown just now. */
export function SetUpScreen({ onCodes }: { onCodes: (shown: boolean) => void }): ReactNode {
  const { held, reload } = useDoor();
  const task = useTask();
  const [app, setApp] = useState<Answer<'POST /api/v1/portal/factors/authenticator'> | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const session = held?.session;
  const seat = session && 'seat' in session ? session.seat : undefined;

  async function done(made: readonly string[] | null): Promise<void> {
    setCodes(made);
    onCodes(made !== null);
    if (made === null) await reload();
  }
  async function kept(): Promise<void> {
    onCodes(false);
    await reload();
  }

  return (
    <EntryFrame {...(seat && { seat })}>
      {codes ? (
        <Page title={say('setUpDone')}>
          <RecoveryCodes codes={codes} onKept={() => void kept()} />
        </Page>
      ) : (
        <Page title={say('setUpTitle')} about={say('setUpAbout')}>
          {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
          {app ? (
            <AppSetUp {...app} onDone={done} onCancel={() => setApp(null)} />
          ) : (
            <div className="p-form">
              {passkeysWork() && (
                <>
                  <p className="p-form__aside">{say('setUpPasskeyAbout')}</p>
                  <Button wide busy={task.busy} onClick={() => void addPasskey(task.run, done)}>
                    {say('addPasskey')}
                  </Button>
                </>
              )}
              <p className="p-form__aside">{say('setUpAppAbout')}</p>
              <Button
                wide
                look={passkeysWork() ? 'plain' : 'main'}
                busy={task.busy}
                onClick={() =>
                  void task.run(async () => setApp(await api('POST /api/v1/portal/factors/authenticator')))
                }
              >
                {say('setUpApp')}
              </Button>
            </div>
          )}
          <SignOffButton word="cancel" look="quiet" />
        </Page>
      )}
    </EntryFrame>
  );
}
