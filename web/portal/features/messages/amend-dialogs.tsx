import { type ReactNode, useId, useState } from 'react';
import { call } from '../../call.ts';
import { useSignedIn } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import type { Told } from './use-thread.ts';
import { say } from './words.ts';

interface Props {
  message: Told;
  acts: { conversationId: string; onChanged: () => Promise<void> };
  onClose: () => void;
}

export function ChangeDialog({ message, acts, onClose }: Props): ReactNode {
  const [text, setText] = useState(message.body);
  const task = useTask();
  const id = useId();
  const save = async () => {
    const params = { id: acts.conversationId, seq: message.seq };
    const done = await task.run(async () => {
      await call('PATCH /portal/api/conversations/:id/messages/:seq', { params, body: { body: text } });
      await acts.onChanged();
    });
    if (done) onClose();
  };
  return (
    <Dialog title={say('changeTitle')} onClose={onClose}>
      <label className="p-field__hint" htmlFor={id}>
        {say('changeAbout')}
      </label>
      <textarea
        id={id}
        className="p-composer__field"
        rows={4}
        maxLength={20_000}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      <div className="p-actions">
        <Button busy={task.busy} onClick={() => void save()}>
          {say('save')}
        </Button>
        <Button look="plain" onClick={onClose}>
          {say('cancel')}
        </Button>
      </div>
    </Dialog>
  );
}

export function WithdrawDialog({ message, acts, onClose }: Props): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const task = useTask();
  const withdraw = async () => {
    const params = { id: acts.conversationId, seq: message.seq };
    const done = await task.run(async () => {
      await call('DELETE /portal/api/conversations/:id/messages/:seq', { params });
      await acts.onChanged();
    });
    if (done) onClose();
  };
  return (
    <Dialog title={say('withdrawTitle')} onClose={onClose}>
      <p>{say('withdrawAbout', { firm })}</p>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      <div className="p-actions">
        <Button look="danger" busy={task.busy} onClick={() => void withdraw()}>
          {say('withdraw')}
        </Button>
        <Button look="plain" onClick={onClose}>
          {say('cancel')}
        </Button>
      </div>
    </Dialog>
  );
}
