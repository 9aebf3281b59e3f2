/** Being told of messages on one's own device. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pushPreferences, pushPreferencesPatch } from './preferences.ts';

/** As the browser's `PushSubscription.toJSON()` gives it. */
const subscription = z.object({
  endpoint: z.url().max(1000),
  p256dh: z.string().max(100).describe('The device’s public key, base64url'),
  auth: z.string().max(40),
});
const state = z.object({
  publicKey: z.string().describe('By which the browser subscribes (applicationServerKey), base64url'),
  on: z.boolean().describe('This session’s browser is told'),
  possible: z.boolean().describe('Not on a device that others use, too'),
});
const portal = { tag: 'Portal: push', access: 'portal' } as const;
const staff = { tag: 'Push', access: 'member' } as const;

export const portalPushRoutes = {
  get: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/push',
    summary: 'Whether this device is told of messages',
    answer: state,
    audit: 'none',
  }),
  put: route({
    ...portal,
    method: 'PUT',
    path: '/portal/api/push',
    summary: 'Tell this device of messages, until its session ends',
    body: subscription,
    answer: state,
    problems: ['wrong_state'],
    audit: 'none',
  }),
  remove: route({
    ...portal,
    method: 'DELETE',
    path: '/portal/api/push',
    summary: 'Tell this device no more',
    audit: 'none',
  }),
};

export const pushRoutes = {
  get: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/push',
    summary: 'Whether this device is told of clients’ messages',
    answer: state,
    audit: 'none',
  }),
  put: route({
    ...staff,
    method: 'PUT',
    path: '/api/v1/push',
    summary: 'Tell this device of clients’ messages, until its session ends',
    body: subscription,
    answer: state,
    problems: ['wrong_state'],
    audit: 'none',
  }),
  remove: route({
    ...staff,
    method: 'DELETE',
    path: '/api/v1/push',
    summary: 'Tell this device no more',
    audit: 'none',
  }),
  getPreferences: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/push-preferences',
    summary: 'When you are told of clients’ messages',
    answer: pushPreferences,
    audit: 'none',
  }),
  patchPreferences: route({
    ...staff,
    method: 'PATCH',
    path: '/api/v1/push-preferences',
    summary: 'Change when you are told of clients’ messages',
    body: pushPreferencesPatch,
    answer: pushPreferences,
    problems: ['conflict'],
    audit: 'none',
  }),
  list: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/conversations/:id/pushes',
    summary: 'Why somebody’s device was told of messages, or was not; the newest 200',
    params: z.object({ id: z.uuid() }),
    answer: z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          personId: z.uuid(),
          name: z.string(),
          staff: z.boolean(),
          at: z.iso.datetime(),
          result: z.enum(['pushed', 'cancelled', 'postponed']),
          reason: z.string(),
          upToSeq: z.number().int(),
          devices: z.number().int(),
        }),
      ),
      next: z.null(),
    }),
    audit: 'none',
  }),
};
