/** The API of client onboarding: the firm's service, and what it did for each case. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import {
  caseOnboarding,
  decisionInput,
  matchInput,
  onboardingCounts,
  onboardingSettings,
  secretShown,
  startInput,
  workspaceLine,
  workspaceShown,
} from './shapes.ts';

const id = z.object({ id: z.uuid() });
const members = { tag: 'Onboarding', access: 'member' } as const;
const administrators = { tag: 'Onboarding', access: 'administrator' } as const;
const baseUrl = z.url({ protocol: /^https?$/ }).max(500);
const apiKey = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  .regex(/^[\x21-\x7e]+$/)
  .nullable()
  .describe('Kept sealed and never shown; null: the service wants none');

export const onboardingRoutes = {
  getSettings: route({
    ...administrators,
    method: 'GET',
    path: '/api/v1/onboarding-settings',
    summary: 'The firm’s service for client onboarding, and how it fares',
    answer: onboardingSettings,
    audit: 'none',
  }),
  connect: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/onboarding-settings',
    summary: 'Connect a service; the answer shows the secret of its webhook once',
    body: z.object({ baseUrl, apiKey, ordersMakeCosts: z.boolean().default(true) }),
    answer: secretShown,
    status: 201,
    problems: ['already_exists'],
    secretAnswer: true,
    audit: 'onboarding_settings.connected',
  }),
  change: route({
    ...administrators,
    method: 'PATCH',
    path: '/api/v1/onboarding-settings',
    summary: 'Change the address or key, pause or go on, or whether orders make cost recoveries',
    body: z.object({
      baseUrl: baseUrl.optional(),
      apiKey: apiKey.optional(),
      status: z.enum(['active', 'paused']).optional(),
      ordersMakeCosts: z.boolean().optional(),
      revision: z.int().min(0).describe('As seen'),
    }),
    answer: onboardingSettings,
    problems: ['conflict', 'wrong_state'],
    audit: 'onboarding_settings.changed',
  }),
  newSecret: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/onboarding-settings/secret',
    summary: 'A new secret for the webhook, shown once; the old one counts no more',
    answer: secretShown,
    problems: ['wrong_state'],
    secretAnswer: true,
    audit: 'onboarding_settings.secret_changed',
  }),
  test: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/onboarding-settings/test',
    summary: 'Try the service; the outcome is in the settings soon after',
    answer: onboardingSettings,
    problems: ['wrong_state'],
    audit: 'onboarding_settings.tested',
  }),
  disconnect: route({
    ...administrators,
    method: 'DELETE',
    path: '/api/v1/onboarding-settings',
    summary: 'Disconnect: key and secret are erased, what was told stays',
    problems: ['wrong_state'],
    audit: 'onboarding_settings.disconnected',
  }),
  counts: route({
    ...members,
    method: 'GET',
    path: '/api/v1/onboarding/counts',
    summary: 'How much waits for a person',
    answer: onboardingCounts,
    audit: 'none',
  }),
  list: route({
    ...members,
    method: 'GET',
    path: '/api/v1/onboarding/workspaces',
    summary: 'Workspaces that wait for a person, newest first',
    query: pageQuery.extend({
      waiting: z.enum(['decision', 'match']).describe('For a decision, or for a matter to belong to'),
    }),
    answer: pageOf(workspaceLine),
    audit: 'none',
  }),
  ofMatter: route({
    ...members,
    method: 'GET',
    path: '/api/v1/matters/:id/onboarding',
    summary: 'Onboarding and searches of a matter',
    params: id,
    answer: caseOnboarding,
    audit: 'none',
  }),
  startForMatter: route({
    ...members,
    method: 'POST',
    path: '/api/v1/matters/:id/onboarding',
    summary: 'Have a workspace made for clients of a matter; again: the same one',
    params: id,
    body: startInput,
    answer: caseOnboarding,
    problems: ['wrong_state', 'already_exists'],
    audit: 'onboarding.started',
  }),
  ofLead: route({
    ...members,
    method: 'GET',
    path: '/api/v1/leads/:id/onboarding',
    summary: 'Onboarding and searches of a lead',
    params: id,
    answer: caseOnboarding,
    audit: 'none',
  }),
  startForLead: route({
    ...members,
    method: 'POST',
    path: '/api/v1/leads/:id/onboarding',
    summary: 'Have a workspace made for clients of a lead',
    params: id,
    body: startInput,
    answer: caseOnboarding,
    problems: ['wrong_state', 'already_exists'],
    audit: 'onboarding.started',
  }),
  retry: route({
    ...members,
    method: 'POST',
    path: '/api/v1/onboarding/workspaces/:id/retry',
    summary: 'Try once more what failed: the workspace, or papers that could not be copied',
    params: id,
    answer: workspaceShown,
    problems: ['wrong_state'],
    audit: 'onboarding.retried',
  }),
  resync: route({
    ...members,
    method: 'POST',
    path: '/api/v1/onboarding/workspaces/:id/resync',
    summary: 'Ask the service for the workspace as it is now',
    params: id,
    answer: workspaceShown,
    problems: ['wrong_state'],
    audit: 'onboarding.resync_asked',
  }),
  decide: route({
    ...members,
    method: 'POST',
    path: '/api/v1/onboarding/workspaces/:id/decisions',
    summary:
      'Accept or reject a result that is no pass, with the reason; a later decision replaces it and stays beside it',
    params: id,
    body: decisionInput,
    answer: workspaceShown,
    problems: ['conflict', 'wrong_state'],
    audit: 'onboarding.decided',
  }),
  match: route({
    ...members,
    method: 'POST',
    path: '/api/v1/onboarding/workspaces/:id/match',
    summary: 'Say which matter a workspace belongs to that was made at the service',
    params: id,
    body: matchInput,
    answer: workspaceShown,
    problems: ['wrong_state'],
    audit: 'onboarding.matched',
  }),
} as const;
