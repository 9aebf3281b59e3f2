import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Page } from '../../api/keyset-list.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { aRecordWord, type Interaction, type InteractionDetail, leadEntry } from './interaction.ts';
import { interactionQuery } from './queries.ts';

export type Refile = { matterId?: string; contactId?: string; always?: boolean; revision?: number };

type Simple = 'redo' | 'redrive' | 'undo' | 'skip' | 'approve';

function send(id: string, action: Simple): Promise<InteractionDetail> {
  const call = { params: { id } };
  switch (action) {
    case 'redo':
      return api('POST /api/v1/interactions/:id/redo', call);
    case 'redrive':
      return api('POST /api/v1/interactions/:id/redrive', call);
    case 'undo':
      return api('POST /api/v1/interactions/:id/undo', call);
    case 'skip':
      return api('POST /api/v1/interactions/:id/skip', call);
    case 'approve':
      return api('POST /api/v1/interactions/:id/approve', call);
  }
}

/** Shows an answer everywhere at once; the live stream would bring it a moment later. */
export function keepInteraction(client: QueryClient, changed: InteractionDetail): void {
  client.setQueryData(interactionQuery(changed.id).queryKey, changed);
  client.setQueriesData<InfiniteData<Page<Interaction>>>(
    { queryKey: ['interactions', 'list'] },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({
          ...page,
          items: page.items.map((item) =>
            item.id === changed.id ? { ...item, logEntries: changed.logEntries } : item,
          ),
        })),
      },
  );
  void client.invalidateQueries({ queryKey: ['review'] });
}

export type InteractionActions = {
  /** Files it elsewhere; true when it was done. Every action says what was done, with a way back, or what failed. */
  refile: (id: string, choice: Refile) => Promise<boolean>;
  redo: (id: string) => Promise<boolean>;
  /** Tries again what a practice system refused or could not take. */
  redrive: (id: string) => Promise<boolean>;
  undo: (id: string) => Promise<boolean>;
  skip: (id: string) => Promise<boolean>;
  approve: (id: string) => Promise<boolean>;
};

/** What a person does with one interaction, each with its toast. */
export function useInteractionActions(): InteractionActions {
  const client = useQueryClient();
  const { t } = useTranslation('activity');
  return useMemo(() => {
    async function attempt(
      work: () => Promise<InteractionDetail>,
      say: (after: InteractionDetail) => ReactNode,
      back: (after: InteractionDetail) => Simple | undefined,
    ): Promise<boolean> {
      try {
        const after = await work();
        keepInteraction(client, after);
        const way = back(after);
        showDone(
          say(after),
          way && (() => send(after.id, way).then((restored) => keepInteraction(client, restored))),
        );
        return true;
      } catch (error) {
        showProblem(error);
        return false;
      }
    }
    const filed = (after: InteractionDetail): ReactNode => {
      const entry = leadEntry(after);
      if (!entry?.recordKind) return t('doneRedo');
      const record = t(aRecordWord(entry.recordKind));
      if (entry.matterTitle === null) return t('doneFiledPlain', { record });
      return (
        <>
          {t('doneFiled', { record })} <strong>{entry.matterTitle}</strong>
        </>
      );
    };
    const backByUndo = () => 'undo' as const;
    return {
      refile: (id, choice) =>
        attempt(
          () => api('POST /api/v1/interactions/:id/refile', { params: { id }, body: choice }),
          filed,
          backByUndo,
        ),
      redo: (id) => attempt(() => send(id, 'redo'), filed, backByUndo),
      redrive: (id) =>
        attempt(
          () => send(id, 'redrive'),
          () => t('doneRedrive'),
          () => undefined,
        ),
      // What a person had chosen is undone without a way back: deciding again would choose something else.
      undo: (id) =>
        attempt(
          () => send(id, 'undo'),
          (after) => t(leadEntry(after)?.state === 'undone' ? 'doneUndo' : 'doneUndoChoice'),
          (after) => (leadEntry(after)?.state === 'undone' ? 'redo' : undefined),
        ),
      skip: (id) =>
        attempt(
          () => send(id, 'skip'),
          () => t('doneSkip'),
          backByUndo,
        ),
      approve: (id) =>
        attempt(
          () => send(id, 'approve'),
          (after) => (leadEntry(after)?.matterTitle ? filed(after) : t('doneApprove')),
          backByUndo,
        ),
    };
  }, [client, t]);
}
