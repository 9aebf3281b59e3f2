/** The page of the mailed link. Opening it does nothing: mail scanners open links too, and some press what they find. */
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { api } from '../../../api/client.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { failureWords } from '../../call.ts';
import { follow, navigate, placeAfterSignIn } from '../../router.ts';
import { useDoor } from '../../session.tsx';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from '../../words.ts';
import { TrustBox } from './steps.tsx';

type Look = 'looking' | 'same' | 'other' | 'over' | { failure: string };

export function LinkScreen({ token }: { token: string }): ReactNode {
  const [look, setLook] = useState<Look>('looking');
  const read = useCallback(async () => {
    try {
      const seen = await api('GET /api/v1/portal/sign-in-links/:token', { params: { token } });
      setLook(seen.state === 'over' ? 'over' : seen.sameBrowser ? 'same' : 'other');
    } catch (error) {
      const gone = error instanceof ApiProblem && [404, 422].includes(error.status);
      setLook(gone ? 'over' : { failure: failureWords(error) });
    }
  }, [token]);
  useEffect(() => void read(), [read]);
  return (
    <EntryFrame>
      {look === 'looking' && <p className="p-page__about">{say('loading')}</p>}
      {look === 'over' && (
        <Page title={say('linkOver')} about={say('linkOverAbout')}>
          <a className="p-button" data-look="main" data-wide href="/portal/sign-in" onClick={follow}>
            {say('newLink')}
          </a>
        </Page>
      )}
      {typeof look === 'object' && (
        <Notice kind="bad">
          <p>{look.failure}</p>
          <Button look="plain" onClick={() => void read()}>
            {say('tryAgain')}
          </Button>
        </Notice>
      )}
      {(look === 'same' || look === 'other') && (
        <UseLink token={token} needsCode={look === 'other'} onCodeNeeded={() => setLook('other')} />
      )}
    </EntryFrame>
  );
}

function UseLink(props: { token: string; needsCode: boolean; onCodeNeeded: () => void }): ReactNode {
  const { token, needsCode } = props;
  const door = useDoor();
  const task = useTask();
  const [code, setCode] = useState('');
  const [trusted, setTrusted] = useState(false);
  const [short, setShort] = useState(false);

  async function enter(): Promise<void> {
    const isShort = needsCode && code.length < 6;
    setShort(isShort);
    if (isShort) return;
    await task.run(async () => {
      try {
        const entered = await api('POST /api/v1/portal/sign-in-links/:token/use', {
          params: { token },
          body: { trusted, ...(needsCode ? { code } : {}) },
        });
        await door.take(entered.session);
        navigate(placeAfterSignIn(entered.destination), { replace: true });
      } catch (error) {
        setCode('');
        if (error instanceof ApiProblem && error.reason === 'code_needed') props.onCodeNeeded();
        throw error;
      }
    });
  }

  return (
    <Page
      title={say(needsCode ? 'linkOther' : 'linkReady')}
      about={say(needsCode ? 'linkOtherAbout' : 'linkReadyAbout')}
    >
      <form
        className="p-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
        {needsCode && (
          <CodeField
            label={say('code')}
            digits={6}
            value={code}
            onValue={setCode}
            error={short && code.length < 6 ? say('codeShort') : undefined}
            required
          />
        )}
        <TrustBox checked={trusted} onChecked={setTrusted} />
        <Button type="submit" busy={task.busy} wide>
          {say('linkSignIn')}
        </Button>
        {task.failure !== undefined && (
          <a href="/portal/sign-in" onClick={follow}>
            {say('newLink')}
          </a>
        )}
      </form>
    </Page>
  );
}
