import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { navigate } from '../router.ts';
import { useDoor } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useTask } from '../ui/use-task.ts';
import { say, type Word } from '../words.ts';

/** By the person's own will: nothing of their page is kept. It says so when the server did not hear it. */
export function SignOffButton({ word, look }: { word: Word; look: 'plain' | 'quiet' }): ReactNode {
  const door = useDoor();
  const task = useTask();
  return (
    <>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      <Button
        look={look}
        busy={task.busy}
        onClick={() =>
          void task.run(async () => {
            await api('DELETE /api/v1/portal/session');
            navigate('/portal/sign-in', { replace: true });
            await door.take({ state: 'signed_out' });
          })
        }
      >
        {say(word)}
      </Button>
    </>
  );
}
