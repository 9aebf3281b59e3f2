/** Being in is not enough for this: the person proves once more that it is them, over the page, which stays. */
import { type ReactNode, useEffect, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { ProofReason } from '../../call.ts';
import { navigate } from '../../router.ts';
import { portalPaths } from '../../routes.ts';
import { type SignedIn, useDoor } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CodeField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from '../../words.ts';
import { ProveForm, type Ways } from './prove-form.tsx';

export interface AskedProof {
  reason: ProofReason;
  answer(proven: boolean): void;
}

export function StepUp({ asked, session }: { asked: AskedProof; session: SignedIn }): ReactNode {
  const close = () => asked.answer(false);
  return (
    <Dialog title={say('stepUp')} onClose={close}>
      {session.hasFactor && <ByFactor onProven={() => asked.answer(true)} />}
      {!session.hasFactor && asked.reason === 'proof' && (
        <ByMail email={session.email} onProven={() => asked.answer(true)} />
      )}
      {!session.hasFactor && asked.reason === 'second_factor' && (
        <>
          <p>{say('stepUpSetUp', { firm: session.seat.firmName })}</p>
          <Button
            wide
            onClick={() => {
              close();
              navigate(portalPaths.account);
            }}
          >
            {say('toAccount')}
          </Button>
        </>
      )}
      <Button look="quiet" onClick={close}>
        {say('cancel')}
      </Button>
    </Dialog>
  );
}

function ByFactor({ onProven }: { onProven: () => void }): ReactNode {
  const [ways, setWays] = useState<Ways | null>(null);
  const task = useTask();
  const { run } = task;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once; `run` is another function each time
  useEffect(() => {
    void run(async () => {
      const factors = await api('GET /api/v1/portal/factors');
      setWays({
        authenticator: factors.authenticatorSince !== null,
        passkeys: factors.passkeys.length > 0,
        recoveryCodes: factors.recoveryCodesLeft > 0,
      });
    });
  }, []);
  if (task.failure !== undefined) return <Notice kind="bad">{task.failure}</Notice>;
  return ways === null ? <p>{say('loading')}</p> : <ProveForm ways={ways} onProven={onProven} />;
}

function ByMail({ email, onProven }: { email: string; onProven: () => void }): ReactNode {
  const door = useDoor();
  const task = useTask();
  const [request, setRequest] = useState<string>();
  const [code, setCode] = useState('');
  if (request === undefined)
    return (
      <>
        <p>{say('stepUpMail')}</p>
        {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
        <Button
          wide
          busy={task.busy}
          onClick={() =>
            void task.run(async () => setRequest((await api('POST /api/v1/portal/session/proof-mail')).id))
          }
        >
          {say('stepUpSend')}
        </Button>
      </>
    );
  return (
    <form
      className="p-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void task.run(async () => {
          await door.take(await api('POST /api/v1/portal/session/proof', { body: { id: request, code } }));
          onProven();
        });
      }}
    >
      <p>{say('stepUpSent', { email })}</p>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      <CodeField label={say('code')} digits={6} value={code} onValue={setCode} />
      <Button type="submit" busy={task.busy} wide>
        {say('confirm')}
      </Button>
    </form>
  );
}
