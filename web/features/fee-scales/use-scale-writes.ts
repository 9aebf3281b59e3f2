import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import {
  type Content,
  everyScaleKey,
  type FeeScale,
  type ScaleVersion,
  scaleQuery,
  scalesQuery,
  versionQuery,
} from './queries.ts';

export interface ScaleWrites {
  rename: (name: string) => Promise<void>;
  makeDefault: () => Promise<void>;
  archive: (archived: boolean) => Promise<void>;
  withdraw: (version: ScaleVersion) => Promise<void>;
  removeDraft: (version: ScaleVersion) => Promise<void>;
}

/** What one does with a fee scale as a whole; each says what it did and can be undone. */
export function useScaleWrites(scale: FeeScale): ScaleWrites {
  const { t } = useTranslation('fee-scales');
  const client = useQueryClient();
  const params = { id: scale.id };

  async function patch(
    id: string,
    body: { name?: string; isDefault?: true; archived?: boolean },
  ): Promise<void> {
    const after = await api('PATCH /api/v1/fee-scales/:id', { params: { id }, body });
    client.setQueryData(scaleQuery(id).queryKey, after);
    await client.invalidateQueries({ queryKey: everyScaleKey });
  }
  async function act(
    work: () => Promise<unknown>,
    said: string,
    undo?: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await work();
      showDone(said, undo);
    } catch (error) {
      showProblem(error);
    }
    await client.invalidateQueries({ queryKey: everyScaleKey });
  }
  return {
    async rename(name) {
      await patch(scale.id, { name });
      showDone(t('renamed', { name }), () => patch(scale.id, { name: scale.name }));
    },
    async makeDefault() {
      const { items } = await client.fetchQuery(scalesQuery);
      const before = items.find(({ isDefault }) => isDefault);
      await act(
        () => patch(scale.id, { isDefault: true }),
        t('madeDefault', { name: scale.name }),
        () => patch(before?.id ?? scale.id, { isDefault: true }),
      );
    },
    archive: (archived) =>
      act(
        () => patch(scale.id, { archived }),
        t(archived ? 'didArchive' : 'didBringBack', { name: scale.name }),
        () => patch(scale.id, { archived: !archived }),
      ),
    withdraw: (version) => {
      const drafted = scale.versions.some(({ state }) => state === 'draft');
      return act(
        () =>
          api('POST /api/v1/fee-scales/:id/versions/:versionId/withdraw', {
            params: { ...params, versionId: version.id },
          }),
        t(drafted ? 'withdrawn' : 'withdrawnToDraft', { number: version.number }),
        // Beside another draft nothing is left of it that could be published again.
        drafted ? undefined : () => publishAgain(version),
      );
    },
    async removeDraft(version) {
      const { content } = await client.fetchQuery(versionQuery(scale.id, version.id));
      await act(
        () => api('DELETE /api/v1/fee-scales/:id/draft', { params }),
        t('draftRemoved'),
        () => saveDraft(content),
      );
    },
  };

  async function saveDraft(content: Content): Promise<void> {
    await api('PUT /api/v1/fee-scales/:id/draft', { params, body: { content, version: null } });
    await client.invalidateQueries({ queryKey: everyScaleKey });
  }
  async function publishAgain({ startsOn }: ScaleVersion): Promise<void> {
    if (startsOn === null) return;
    await api('POST /api/v1/fee-scales/:id/publish', { params, body: { startsOn } });
    await client.invalidateQueries({ queryKey: everyScaleKey });
  }
}
