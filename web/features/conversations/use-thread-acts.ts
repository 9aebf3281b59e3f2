import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { type Conversation, conversationQuery, threadKey } from './queries.ts';
import { useThread } from './thread-context.ts';

export type ThreadActs = {
  archive: () => Promise<void>;
  restore: () => Promise<void>;
  end: () => Promise<void>;
  release: () => Promise<void>;
  join: () => Promise<void>;
  secondFactor: (on: boolean) => Promise<void>;
  beginAgain: () => void;
};

/** Shows what the server answered at once; lists and messages follow. */
export function useKeepConversation(): (after: Conversation) => void {
  const client = useQueryClient();
  return (after) => {
    client.setQueryData(conversationQuery(after.id).queryKey, after);
    void client.invalidateQueries({ queryKey: ['conversation', after.id, 'messages'] });
    void client.invalidateQueries({ queryKey: ['conversations'] });
  };
}

/** What one does with a whole conversation; each says what was done where the thread does not show it. */
export function useThreadActs(): ThreadActs {
  const { t } = useTranslation('conversations');
  const { conversation, me } = useThread();
  const client = useQueryClient();
  const navigate = useNavigate();
  const keep = useKeepConversation();
  const { id, matterId } = conversation;
  const params = { id };

  async function attempt(
    work: () => Promise<Conversation>,
    said?: string,
    back?: () => Promise<Conversation>,
  ): Promise<void> {
    try {
      keep(await work());
      if (said !== undefined) showDone(said, back && (() => back().then(keep)));
    } catch (error) {
      showProblem(error);
      void client.invalidateQueries({ queryKey: threadKey(id) });
    }
  }
  const archive = () => api('POST /api/v1/conversations/:id/archive', { params });
  const restore = () => api('POST /api/v1/conversations/:id/restore', { params });
  const setFactor = (secondFactor: boolean) =>
    api('PATCH /api/v1/conversations/:id', { params, body: { secondFactor } });
  return {
    // The thread itself says so, with the way back.
    archive: () => attempt(archive),
    restore: () => attempt(restore),
    end: () => attempt(() => api('POST /api/v1/conversations/:id/end', { params }), t('ended')),
    release: () =>
      attempt(async () => {
        await api('DELETE /api/v1/conversations/:id/hold', { params });
        return await api('GET /api/v1/conversations/:id', { params });
      }, t('released')),
    join: () =>
      attempt(
        () => api('POST /api/v1/conversations/:id/participants', { params, body: { staffIds: [me] } }),
        t('joined'),
      ),
    secondFactor: (on) =>
      attempt(
        () => setFactor(on),
        t(on ? 'secondFactorSet' : 'secondFactorUnset'),
        () => setFactor(!on),
      ),
    beginAgain: () =>
      void navigate({
        to: paths.conversation,
        params: { id },
        search: { new: 'conversation', continues: id, ...(matterId !== null && { matter: matterId }) },
      }),
  };
}
