/** The two steps of signing in, wherever they stand: the address, and the code of the mail. */
import { type ReactNode, useState } from 'react';
import { api } from '../../../api/client.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { useDoor } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckBox, CodeField, Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from '../../words.ts';

export async function askForMail(email: string, destination: string): Promise<string> {
  const { id } = await api('POST /api/v1/portal/sign-in-requests', { body: { email, destination } });
  return id;
}

export function EmailStep(props: {
  email: string;
  destination: string;
  onAsked: (request: string, email: string) => void;
}): ReactNode {
  const [email, setEmail] = useState(props.email);
  const [missing, setMissing] = useState(false);
  const task = useTask();
  const looksRight = /^\S+@\S+\.\S+$/.test(email.trim());
  return (
    <form
      className="p-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(!looksRight);
        if (looksRight)
          void task.run(async () => {
            const given = email.trim();
            props.onAsked(await askForMail(given, props.destination), given);
          });
      }}
    >
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      <Field
        label={say('email')}
        type="email"
        name="email"
        autoComplete="email"
        value={email}
        onValue={setEmail}
        error={missing && !looksRight ? say('emailMissing') : undefined}
        required
      />
      <Button type="submit" busy={task.busy} wide>
        {say('sendLink')}
      </Button>
    </form>
  );
}

export function TrustBox(props: { checked: boolean; onChecked: (checked: boolean) => void }): ReactNode {
  return <CheckBox label={say('trust')} hint={say('trustAbout')} {...props} />;
}

/** Whether another code could help: this one is used up or too old. */
const isOver = (error: unknown) => error instanceof ApiProblem && error.code === 'wrong_state';

export function CodeStep(props: {
  request: string;
  /** Null: not known any more, after the page was loaded anew. */
  email: string | null;
  onAskAgain: () => void;
  onEntered?: (destination: string) => void;
}): ReactNode {
  const door = useDoor();
  const [request, setRequest] = useState(props.request);
  const [code, setCode] = useState('');
  const [trusted, setTrusted] = useState(false);
  const [news, setNews] = useState<'over' | 'resent'>();
  const [short, setShort] = useState(false);
  const task = useTask();

  async function enter(): Promise<void> {
    setNews(undefined);
    setShort(code.length < 6);
    if (code.length < 6) return;
    await task.run(async () => {
      try {
        const entered = await api('POST /api/v1/portal/sign-in-requests/:id/use', {
          params: { id: request },
          body: { code, trusted },
        });
        await door.take(entered.session);
        props.onEntered?.(entered.destination);
      } catch (error) {
        setCode('');
        if (isOver(error)) setNews('over');
        throw error;
      }
    });
  }

  const { email } = props;
  async function resend(): Promise<void> {
    if (email === null) props.onAskAgain();
    else
      await task.run(async () => {
        setRequest(await askForMail(email, ''));
        setNews('resent');
      });
  }

  return (
    <form
      className="p-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      {news === 'resent' && <Notice kind="good">{say('resent')}</Notice>}
      <CodeField
        label={say('code')}
        digits={6}
        value={code}
        onValue={setCode}
        error={short && code.length < 6 ? say('codeShort') : undefined}
        required
      />
      <TrustBox checked={trusted} onChecked={setTrusted} />
      <Button type="submit" busy={task.busy} wide>
        {say('signIn')}
      </Button>
      <p className="p-form__aside">{say('notThere')}</p>
      <div className="p-actions">
        <Button look={news === 'over' ? 'plain' : 'quiet'} onClick={() => void resend()}>
          {say('resend')}
        </Button>
        <Button look="quiet" onClick={props.onAskAgain}>
          {say('otherAddress')}
        </Button>
      </div>
    </form>
  );
}
