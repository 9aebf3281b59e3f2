/** The two steps of signing in, wherever they stand: the address or number, and the code of the mail or text. */
import { type ReactNode, useEffect, useState } from 'react';
import { api } from '../../../api/client.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { useDoor } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckBox, CodeField, Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from '../../words.ts';

export const isEmail = (given: string) => given.includes('@');
const looksLikeEmail = (given: string) => /^\S+@\S+\.\S+$/.test(given);
/** Which numbers there are, the server knows. */
const looksLikeNumber = (given: string) => /^\+?[\d\s().-]{5,}$/.test(given);

export async function askForCode(given: string, destination: string): Promise<string> {
  const way = isEmail(given) ? { email: given } : { number: given };
  const { id } = await api('POST /api/v1/portal/sign-in-requests', { body: { ...way, destination } });
  return id;
}

/** Whether some firm here lets people come by number, too; not before the server said so. */
export function useByNumber(): boolean {
  const [byNumber, setByNumber] = useState(false);
  useEffect(() => {
    // Without an answer it is asked for an e-mail address, as everywhere.
    api('GET /api/v1/portal/sign-in-ways').then(
      (ways) => setByNumber(ways.number),
      () => undefined,
    );
  }, []);
  return byNumber;
}

export function AddressStep(props: {
  address: string;
  destination: string;
  byNumber: boolean;
  onAsked: (request: string, address: string) => void;
}): ReactNode {
  const { byNumber } = props;
  const [typed, setTyped] = useState(props.address);
  const [missing, setMissing] = useState(false);
  const task = useTask();
  const given = typed.trim();
  const looksRight = looksLikeEmail(given) || (byNumber && looksLikeNumber(given));
  return (
    <form
      className="p-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(!looksRight);
        if (looksRight)
          void task.run(async () => props.onAsked(await askForCode(given, props.destination), given));
      }}
    >
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      <Field
        label={say(byNumber ? 'emailOrNumber' : 'email')}
        type={byNumber ? 'text' : 'email'}
        name={byNumber ? 'username' : 'email'}
        autoComplete={byNumber ? 'username' : 'email'}
        autoCapitalize="off"
        spellCheck={false}
        value={typed}
        onValue={setTyped}
        error={missing && !looksRight ? say(byNumber ? 'emailOrNumberMissing' : 'emailMissing') : undefined}
        required
      />
      <Button type="submit" busy={task.busy} wide>
        {say(byNumber ? 'sendCode' : 'sendLink')}
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
  address: string | null;
  destination?: string;
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

  const { address, destination = '' } = props;
  const byText = address !== null && !isEmail(address);
  async function resend(): Promise<void> {
    if (address === null) props.onAskAgain();
    else
      await task.run(async () => {
        setRequest(await askForCode(address, destination));
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
      {news === 'resent' && <Notice kind="good">{say(byText ? 'resentText' : 'resent')}</Notice>}
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
      <p className="p-form__aside">{say(byText ? 'notThereText' : 'notThere')}</p>
      <div className="p-actions">
        <Button look={news === 'over' ? 'plain' : 'quiet'} onClick={() => void resend()}>
          {say(byText ? 'resendText' : 'resend')}
        </Button>
        <Button look="quiet" onClick={props.onAskAgain}>
          {say('otherAddress')}
        </Button>
      </div>
    </form>
  );
}
