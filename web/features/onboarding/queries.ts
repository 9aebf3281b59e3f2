import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer, Api } from '../../api/contract.ts';
import { showProblem } from '../../ui/toasts.tsx';

export type CaseOnboarding = Answer<'GET /api/v1/matters/:id/onboarding'>;
export type Workspace = CaseOnboarding['workspaces'][number];
export type Task = Workspace['tasks'][number];
export type Order = Workspace['orders'][number];
export type Paper = Task['documents'][number];
export type Candidate = CaseOnboarding['candidates'][number];
export type Start = Api['POST /api/v1/matters/:id/onboarding']['body'];
export type Decision = Api['POST /api/v1/onboarding/workspaces/:id/decisions']['body'];
export type Settings = Answer<'GET /api/v1/onboarding-settings'>;
export type SettingsChange = Omit<Api['PATCH /api/v1/onboarding-settings']['body'], 'revision'>;
export type WaitingLine = Answer<'GET /api/v1/onboarding/workspaces'>['items'][number];

/** A matter, or a lead that may become one. */
export type CaseRef = { matterId: string } | { leadId: string };

/** The live events `onboarding.changed` and `onboarding_settings.changed` make everything under this noun stale. */
const noun = 'onboarding';

export const caseQuery = (ref: CaseRef) =>
  queryOptions({
    queryKey: [noun, 'case', ref],
    queryFn: ({ signal }) =>
      'matterId' in ref
        ? api('GET /api/v1/matters/:id/onboarding', { params: { id: ref.matterId }, signal })
        : api('GET /api/v1/leads/:id/onboarding', { params: { id: ref.leadId }, signal }),
  });

export const countsQuery = queryOptions({
  queryKey: [noun, 'counts'],
  queryFn: ({ signal }) => api('GET /api/v1/onboarding/counts', { signal }),
});

export const waitingQuery = (waiting: 'decision' | 'match', limit = 100) =>
  queryOptions({
    queryKey: [noun, 'waiting', waiting, limit],
    queryFn: ({ signal }) => api('GET /api/v1/onboarding/workspaces', { query: { waiting, limit }, signal }),
  });

export const settingsQuery = queryOptions({
  queryKey: [noun, 'settings'],
  queryFn: ({ signal }) => api('GET /api/v1/onboarding-settings', { signal }),
});

export function start(ref: CaseRef, body: Start): Promise<CaseOnboarding> {
  return 'matterId' in ref
    ? api('POST /api/v1/matters/:id/onboarding', { params: { id: ref.matterId }, body })
    : api('POST /api/v1/leads/:id/onboarding', { params: { id: ref.leadId }, body });
}

/** Does something and reads everything of onboarding again; what fails is said. True when it was done. */
export function useOnboardingAct(): (work: () => Promise<unknown>) => Promise<boolean> {
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

export function useReadAgain(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [noun] });
}
