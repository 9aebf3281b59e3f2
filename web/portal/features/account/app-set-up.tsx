import { type ReactNode, useState } from 'react';
import { QrCode } from '../../../features/account/qr-code.tsx';
import { call } from '../../call.ts';
import { Button } from '../../ui/button.tsx';
import { CodeField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from '../../words.ts';

/** The code to scan, and the first six figures that prove it was. */
export function AppSetUp(props: {
  uri: string;
  secret: string;
  onDone: (recoveryCodes: readonly string[] | null) => Promise<void>;
  onCancel: () => void;
}): ReactNode {
  const task = useTask();
  const [code, setCode] = useState('');
  return (
    <form
      className="p-form p-set-up"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void task.run(async () => {
          const done = await call('POST /api/v1/portal/factors/authenticator/confirm', { body: { code } });
          await props.onDone(done.recoveryCodes);
        });
      }}
    >
      <p>{say('scan')}</p>
      <QrCode text={props.uri} label={say('qr')} />
      <p>
        {say('typeInstead')}{' '}
        <span className="p-set-up__secret">{props.secret.replaceAll(/(.{4})/g, '$1 ').trim()}</span>
      </p>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      <CodeField label={say('firstCode')} digits={6} value={code} onValue={setCode} />
      <div className="p-actions">
        <Button type="submit" busy={task.busy}>
          {say('confirm')}
        </Button>
        <Button look="quiet" onClick={props.onCancel}>
          {say('cancel')}
        </Button>
      </div>
    </form>
  );
}
