/** Proving the second factor: on the way in, and once more. */
import { type ReactNode, useState } from 'react';
import { api } from '../../../api/client.ts';
import { type Session, useDoor } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeField, Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from '../../words.ts';
import { answerWithPasskey, PasskeyNotUsed } from './passkey.ts';

export interface Ways {
  authenticator: boolean;
  passkeys: boolean;
  recoveryCodes: boolean;
}

type Proof =
  | { kind: 'authenticator'; code: string }
  | { kind: 'recovery'; code: string }
  | { kind: 'passkey'; response: Record<string, unknown> };

export function ProveForm({
  ways,
  onProven,
}: {
  ways: Ways;
  onProven: (session: Session) => void;
}): ReactNode {
  const door = useDoor();
  const task = useTask();
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState(!ways.authenticator && !ways.passkeys);
  const [notUsed, setNotUsed] = useState(false);
  const asksCode = recovery || ways.authenticator;

  async function prove(read: () => Promise<Proof>): Promise<void> {
    setNotUsed(false);
    await task.run(async () => {
      try {
        const session = await api('POST /api/v1/portal/session/second-factor', { body: await read() });
        await door.take(session);
        onProven(session);
      } catch (error) {
        setCode('');
        if (error instanceof PasskeyNotUsed) setNotUsed(true);
        else throw error;
      }
    });
  }

  return (
    <form
      className="p-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void prove(async () => ({ kind: recovery ? 'recovery' : 'authenticator', code }));
      }}
    >
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      {notUsed && <Notice kind="bad">{say('passkeyNotUsed')}</Notice>}
      {ways.passkeys && (
        <Button
          wide
          busy={task.busy}
          onClick={() => void prove(async () => ({ kind: 'passkey', response: await answerWithPasskey() }))}
        >
          {say('usePasskey')}
        </Button>
      )}
      {recovery && (
        <Field
          label={say('recoveryCode')}
          hint={say('recoveryAbout')}
          value={code}
          onValue={setCode}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
        />
      )}
      {!recovery && ways.authenticator && (
        <CodeField label={say('appCode')} digits={6} value={code} onValue={setCode} />
      )}
      {asksCode && (
        <Button type="submit" look={ways.passkeys ? 'plain' : 'main'} busy={task.busy} wide>
          {say('confirm')}
        </Button>
      )}
      <div className="p-actions">
        {ways.recoveryCodes && (ways.authenticator || ways.passkeys) && (
          <Button
            look="quiet"
            onClick={() => {
              setCode('');
              setRecovery(!recovery);
            }}
          >
            {say(recovery ? (ways.authenticator ? 'useApp' : 'back') : 'useRecovery')}
          </Button>
        )}
      </div>
      <p className="p-form__aside">{say('lostAll')}</p>
    </form>
  );
}
