import { type ReactNode, useState } from 'react';
import { pushWorks, subscribe, unsubscribe } from '../../../push/subscribe.ts';
import { canInstall, install, isApple, isInstalled } from '../../app.ts';
import { call } from '../../call.ts';
import { useSignedIn } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';
import { useReading } from '../../ui/use-reading.ts';
import { useTask } from '../../ui/use-task.ts';
import { say } from './app-words.ts';

const worker = { script: '/portal-sw.js', scope: '/portal' };

/** The portal on this device: told of messages, and among its apps. */
export function DeviceSection(): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  return (
    <Section title={say('device')} about={say('deviceAbout', { firm })}>
      <Notices />
      <Install />
    </Section>
  );
}

function Notices(): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const { value, failure, again } = useReading(() => call('GET /portal/api/push'));
  const task = useTask();
  const [denied, setDenied] = useState(false);
  if (!pushWorks())
    return (
      <p className="p-row__about">{say(isApple() && !isInstalled() ? 'noticesApple' : 'noticesNever')}</p>
    );
  const turnOn = (publicKey: string) =>
    task.run(async () => {
      const body = await subscribe(worker, publicKey);
      setDenied(body === null);
      if (body) await call('PUT /portal/api/push', { body });
      await again();
    });
  const turnOff = () =>
    task.run(async () => {
      await call('DELETE /portal/api/push');
      await unsubscribe(worker.scope);
      await again();
    });
  const problem = task.failure ?? failure;
  return (
    <>
      {problem !== undefined && <Notice kind="bad">{problem}</Notice>}
      {denied && <Notice>{say('noticesDenied')}</Notice>}
      {value?.possible === false && <p className="p-row__about">{say('noticesNotOwn')}</p>}
      {value?.possible && (
        <>
          <p>{say(value.on ? 'noticesOn' : 'noticesWhy', { firm })}</p>
          <div className="p-actions">
            {value.on ? (
              <Button look="plain" busy={task.busy} onClick={() => void turnOff()}>
                {say('noticesTurnOff')}
              </Button>
            ) : (
              <Button busy={task.busy} onClick={() => void turnOn(value.publicKey)}>
                {say('noticesTurnOn')}
              </Button>
            )}
          </div>
        </>
      )}
    </>
  );
}

function Install(): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const [asked, setAsked] = useState(false);
  if (isInstalled() || asked || !canInstall()) return null;
  if (isApple()) return <p>{say('installApple', { firm })}</p>;
  return (
    <div className="p-actions">
      <Button look="plain" onClick={() => void install().then(setAsked)}>
        {say('install')}
      </Button>
    </div>
  );
}
