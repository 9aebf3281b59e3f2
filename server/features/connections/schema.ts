/** Connections to practice systems: what can be connected, what is, and how it fares. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { myAccountRoutes } from './my-accounts-schema.ts';
import { connection, connectionPerson, connectionWrite, grant, practiceSystem } from './shapes.ts';

const id = z.object({ id: z.uuid() });
const tag = 'Connections';
const name = z.string().trim().min(1).max(100);
const credential = z.string().trim().min(1).max(2000);
/** A wrong vendor is refused by name, with those that are known. */
const vendor = z.string().trim().min(1).max(50);

export const connectionRoutes = {
  ...myAccountRoutes,
  listPracticeSystems: route({
    method: 'GET',
    path: '/api/v1/practice-systems',
    summary: 'Practice systems that can be connected, and what they want',
    tag,
    access: 'member',
    answer: pageOf(practiceSystem),
    audit: 'none',
  }),
  listConnections: route({
    method: 'GET',
    path: '/api/v1/connections',
    summary: 'Connected practice systems and how they fare',
    tag,
    access: 'member',
    answer: pageOf(connection),
    audit: 'none',
  }),
  getConnection: route({
    method: 'GET',
    path: '/api/v1/connections/:id',
    summary: 'One connected practice system',
    tag,
    access: 'member',
    params: id,
    answer: connection,
    audit: 'none',
  }),
  createConnection: route({
    method: 'POST',
    path: '/api/v1/connections',
    summary: 'Prepare a connection; signing in makes it active',
    tag,
    access: 'administrator',
    status: 201,
    audit: 'connection.created',
    body: z.object({
      vendor,
      name,
      region: z.string().max(20).optional(),
      grant: grant.optional(),
      clientId: z.string().trim().min(1).max(500),
      clientSecret: credential,
      apiKey: credential.optional(),
      apiUrl: z.url({ protocol: /^https?$/ }).optional(),
      authUrl: z.url({ protocol: /^https?$/ }).optional(),
      uploadUrl: z.url({ protocol: /^https?$/ }).optional(),
    }),
    answer: z.object({ id: z.uuid(), status: connection.shape.status }),
  }),
  updateConnection: route({
    method: 'PATCH',
    path: '/api/v1/connections/:id',
    summary: 'Rename, log there or not, pause, or give new keys',
    tag,
    access: 'administrator',
    params: id,
    audit: 'connection.updated',
    body: z
      .object({
        name,
        logs: z.boolean().describe('Whether interactions are logged there, from now on'),
        paused: z.boolean(),
        clientId: z.string().trim().min(1).max(500),
        clientSecret: credential,
        apiKey: credential,
        hookSecret: z
          .string()
          .trim()
          .min(8)
          .max(500)
          .describe('Where the vendor’s webhook is set up by hand'),
      })
      .partial(),
    answer: connection,
  }),
  removeConnection: route({
    method: 'DELETE',
    path: '/api/v1/connections/:id',
    summary: 'Remove a connection that never came about',
    tag,
    access: 'administrator',
    params: id,
    audit: 'connection.removed',
  }),
  authorizeConnection: route({
    method: 'POST',
    path: '/api/v1/connections/:id/authorize',
    summary: 'Begin to sign in at the vendor, the first time or again',
    tag,
    access: 'administrator',
    params: id,
    audit: 'connection.sign_in_begun',
    secretAnswer: true,
    answer: z.object({ authorizeUrl: z.string() }),
  }),
  authoriseConnection: route({
    method: 'POST',
    path: '/api/v1/connections/authorise',
    summary: 'What came back from the vendor’s sign-in page',
    tag,
    access: 'administrator',
    audit: 'connection.sign_in_answered',
    body: z.object({
      state: z.string().min(1).max(200),
      code: z.string().min(1).max(4000).optional(),
      error: z.string().max(200).optional(),
      errorDescription: z.string().max(1000).optional(),
      parameters: z.record(z.string().max(100), z.string().max(2000)).default({}),
    }),
    answer: z.object({ id: z.uuid() }),
  }),
  checkConnection: route({
    method: 'POST',
    path: '/api/v1/connections/:id/check',
    summary: 'Ask the vendor now whether all is well; the outcome shows in `lastCheck`',
    tag,
    access: 'administrator',
    params: id,
    audit: 'none',
    status: 202,
    answer: z.object({ queued: z.boolean() }),
  }),
  mirrorConnection: route({
    method: 'POST',
    path: '/api/v1/connections/:id/mirror',
    summary: 'Read everything there once more',
    tag,
    access: 'administrator',
    params: id,
    audit: 'connection.mirror_requested',
    status: 202,
    body: z.object({
      confirmRemovals: z.boolean().default(false).describe('What is missing there is really gone'),
    }),
    answer: z.object({ queued: z.boolean() }),
  }),
  disconnectConnection: route({
    method: 'POST',
    path: '/api/v1/connections/:id/disconnect',
    summary: 'End the permission; what waits stays and goes on after signing in again',
    tag,
    access: 'administrator',
    params: id,
    audit: 'connection.disconnected',
    answer: connection,
  }),
  listConnectionWrites: route({
    method: 'GET',
    path: '/api/v1/connections/:id/writes',
    summary: 'What is, was or could not be written there, newest first',
    tag,
    access: 'administrator',
    params: id,
    query: pageQuery.extend({ state: z.enum(['failed', 'open', 'done']).default('failed') }),
    answer: pageOf(connectionWrite),
    audit: 'none',
  }),
  redriveConnection: route({
    method: 'POST',
    path: '/api/v1/connections/:id/redrive',
    summary: 'Try again what failed: one write, or all',
    tag,
    access: 'administrator',
    params: id,
    audit: 'connection.redriven',
    body: z.object({ writeId: z.uuid().optional() }),
    answer: z.object({ again: z.number().int() }),
  }),
  listConnectionPeople: route({
    method: 'GET',
    path: '/api/v1/connections/:id/people',
    summary: 'Their people, and which of our staff they are',
    tag,
    access: 'administrator',
    params: id,
    answer: pageOf(connectionPerson),
    audit: 'none',
  }),
  mapConnectionPerson: route({
    method: 'PUT',
    path: '/api/v1/connections/:id/people/:externalId',
    summary: 'Say which of our staff one of their people is',
    tag,
    access: 'administrator',
    audit: 'connection.person_mapped',
    params: z.object({ id: z.uuid(), externalId: z.string().min(1).max(200) }),
    body: z.object({ staffId: z.uuid() }),
    answer: connectionPerson,
  }),
};
