import { IconDots } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { MenuButton, type MenuEntry } from '../../ui/menu-button.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import { timeOfDay } from '../../ui/when.ts';
import { type Message, threadKey } from './queries.ts';
import { useThread } from './thread-context.ts';
import { mayEdit } from './times.ts';

const MessageDialog = lazy(() =>
  import('./message-dialogs.tsx').then((module) => ({ default: module.MessageDialog })),
);

export type MessageAct = 'task' | 'edit' | 'withdraw' | 'looks';

/** Reply, pin, task, edit, withdraw, who has read it: what is open to the reader just now. */
export function MessageMenu({ message }: { message: Message }): ReactNode {
  const { t } = useTranslation('conversations');
  const zone = useFirmFormat();
  const [act, setAct] = useState<MessageAct>();
  const entries = useEntries(message, setAct);
  const time = timeOfDay(new Date(message.createdAt), zone);
  return (
    <>
      <MenuButton
        className="message__menu"
        position="bottom-end"
        label={t('messageMenu', { name: message.author.name, time })}
        entries={entries}
      >
        <IconDots size={16} stroke={2} aria-hidden />
      </MenuButton>
      <Suspense>
        {act && <MessageDialog act={act} message={message} onClose={() => setAct(undefined)} />}
      </Suspense>
    </>
  );
}

function useEntries(message: Message, choose: (act: MessageAct) => void): MenuEntry[] {
  const { t } = useTranslation('conversations');
  const { conversation, me, reply } = useThread();
  const now = useNow();
  const pin = usePin(message);
  const item = (label: string, onChoose: () => void): MenuEntry => ({ kind: 'item', label, onChoose });
  const standing = message.retractedAt === null;
  const own = message.author.id === me && standing && !conversation.held && conversation.canPost;
  const fresh = mayEdit(Date.parse(message.createdAt), now) && conversation.state === 'open';
  return [
    ...(conversation.canPost && standing ? [item(t('reply'), () => reply(message))] : []),
    ...(conversation.member && standing
      ? [item(t(message.pinned ? 'unpin' : 'pin'), () => void pin(!message.pinned))]
      : []),
    ...(standing ? [item(t('makeTask'), () => choose('task'))] : []),
    ...(own && fresh ? [item(t('edit'), () => choose('edit'))] : []),
    ...(own ? [item(t('withdraw'), () => choose('withdraw'))] : []),
    item(t('whoRead'), () => choose('looks')),
  ];
}

function usePin({ seq }: Message): (pinned: boolean) => Promise<void> {
  const { conversation } = useThread();
  const client = useQueryClient();
  const params = { id: conversation.id, seq };
  return async (pinned) => {
    try {
      await (pinned
        ? api('PUT /api/v1/conversations/:id/messages/:seq/pin', { params })
        : api('DELETE /api/v1/conversations/:id/messages/:seq/pin', { params }));
    } catch (error) {
      showProblem(error);
    }
    await client.invalidateQueries({ queryKey: threadKey(conversation.id) });
  };
}
