import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer, Api } from '../../api/contract.ts';
import { showProblem } from '../../ui/toasts.tsx';

export type KeyStage = Answer<'GET /api/v1/key-stages/:id'>;
export type KeyStagePatch = Api['PATCH /api/v1/key-stages/:id']['body'];
export type Side = KeyStage['side'];
export type Audience = KeyStage['visibleTo'][number];
export type Trigger = NonNullable<KeyStage['autoTrigger']>;
export type Progress = Answer<'GET /api/v1/leads/:id/progress'>;
export type Track = Progress['tracks'][number];
export type StageShown = Track['stages'][number];
export type Conflict = Progress['conflicts'][number];
export type StageAct = Api['POST /api/v1/leads/:id/progress']['body'];

export const sides = ['sale', 'purchase', 'remortgage', 'transfer_of_equity'] as const;
export const audiences = ['client', 'referrer'] as const;
export const triggers = [
  'quote_accepted',
  'lead_converted',
  'onboarding_id_complete',
  'onboarding_checks_complete',
  'onboarding_forms_complete',
  'onboarding_signed',
  'searches_ordered',
  'searches_returned',
] as const satisfies readonly Trigger[];

/** The live event `key_stage.changed` makes everything under this noun stale. */
const noun = 'key-stages';

export const keyStagesQuery = (side: Side) =>
  queryOptions({
    queryKey: [noun, 'list', side],
    queryFn: ({ signal }) => api('GET /api/v1/key-stages', { query: { side, archived: 'true' }, signal }),
  });

export const keyStageQuery = (id: string) =>
  queryOptions({
    queryKey: [noun, 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/key-stages/:id', { params: { id }, signal }),
  });

/** Does something to the list and reads it again; what fails is said. True when it was done. */
export function useStagesAction(): (work: () => Promise<unknown>) => Promise<boolean> {
  const client = useQueryClient();
  return async (work) => {
    try {
      await work();
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    } finally {
      await client.invalidateQueries({ queryKey: [noun] });
    }
  };
}

/** Of a lead's nouns: whatever happens with the lead reads it again. */
export const progressQuery = (leadId: string) =>
  queryOptions({
    queryKey: ['leads', 'progress', leadId],
    queryFn: ({ signal }) => api('GET /api/v1/leads/:id/progress', { params: { id: leadId }, signal }),
  });

/** Which case became this matter; null: none. */
export const caseOfMatterQuery = (matterId: string) =>
  queryOptions({
    queryKey: ['leads', 'of-matter', matterId],
    queryFn: ({ signal }) => api('GET /api/v1/matters/:id/progress', { params: { id: matterId }, signal }),
  });

/** Moves a stage of a case and shows the answer; what fails is said. The answer when it was done. */
export function useStageAct(leadId: string): (body: StageAct) => Promise<Progress | null> {
  const show = useShowProgress(leadId);
  return async (body) =>
    await show(() => api('POST /api/v1/leads/:id/progress', { params: { id: leadId }, body }));
}

export function useShowProgress(leadId: string): (work: () => Promise<Progress>) => Promise<Progress | null> {
  const client = useQueryClient();
  return async (work) => {
    try {
      const after = await work();
      client.setQueryData(progressQuery(leadId).queryKey, after);
      void client.invalidateQueries({ queryKey: ['leads', 'events', leadId] });
      if (after.matter) void client.invalidateQueries({ queryKey: ['matters'] });
      return after;
    } catch (error) {
      showProblem(error);
      return null;
    }
  };
}
