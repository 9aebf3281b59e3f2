import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiRefusal, type Gate } from './gate.ts';
import { type Addresses, viewSubscription } from './views.ts';
import type { Postman, StoredSubscription } from './webhooks.ts';

export interface SubscriptionRoutes {
  accountId: number;
  addresses: Addresses;
  gate: Gate;
  postman: Postman;
  now(): Date;
  /** Filters that the app may not have. */
  denied: RegExp[];
  /** Deliveries do not leave this machine whatever their address says. */
  anywhere: boolean;
}

const path = '/restapi/v1.0/subscription';
const knownFilters = [
  /^\/account\/[^/]+(\/extension\/\d+)?\/telephony\/sessions$/,
  /^\/account\/[^/]+\/extension\/\d+\/message-store$/,
  /^\/account\/[^/]+\/extension\/\d+\/message-store\/instant$/,
  /^\/account\/[^/]+\/extension\/\d+\/(fax|voicemail|presence)$/,
  /^\/account\/[^/]+\/(extension|presence)$/,
  /^\/subscription\/~$/,
];
const longestSeconds = 315_360_000;
const defaultSeconds = 900;
const createBody = z.object({
  eventFilters: z.array(z.string()).min(1),
  deliveryMode: z.object({
    transportType: z.literal('WebHook'),
    address: z.url(),
    verificationToken: z.string().optional(),
  }),
  expiresIn: z.number().int().positive().max(longestSeconds).default(defaultSeconds),
});
const changeBody = z.object({
  eventFilters: z.array(z.string()).min(1),
  expiresIn: z.number().int().positive().max(longestSeconds).optional(),
});

export function addSubscriptionRoutes(app: FastifyInstance, parts: SubscriptionRoutes): void {
  const { gate, postman, addresses } = parts;
  const view = (subscription: StoredSubscription) => viewSubscription(addresses, subscription, parts.now());

  app.get(path, (request, reply) => {
    gate.admit(request, 'Light', reply);
    const records = [...postman.subscriptions.values()].map(view);
    return gate.send(request, reply, { uri: addresses.api('/subscription'), records });
  });

  app.post(path, async (request, reply) => {
    gate.admit(request, 'Medium', reply);
    const body = readBody(createBody, request);
    const { address, verificationToken } = body.deliveryMode;
    if (!parts.anywhere) refuseStrangers(address);
    const filters = sortFilters(parts, body.eventFilters);
    await demandHandshake(postman, address);
    const subscription: StoredSubscription = {
      id: crypto.randomUUID(),
      ...filters,
      address,
      verificationToken,
      status: 'Active',
      createdAt: parts.now(),
      ...lifetime(parts, body.expiresIn),
      failures: 0,
    };
    postman.subscriptions.set(subscription.id, subscription);
    return gate.send(request, reply, view(subscription));
  });

  app.get(`${path}/:id`, (request, reply) => {
    gate.admit(request, 'Light', reply);
    return gate.send(request, reply, view(getSubscription(postman, request)));
  });

  app.put(`${path}/:id`, async (request, reply) => {
    gate.admit(request, 'Medium', reply);
    const subscription = getSubscription(postman, request);
    const body = readBody(changeBody, request);
    refuseBlacklisted(subscription);
    await demandHandshake(postman, subscription.address);
    Object.assign(
      subscription,
      sortFilters(parts, body.eventFilters),
      lifetime(parts, body.expiresIn ?? subscription.lifeSeconds),
    );
    return gate.send(request, reply, view(subscription));
  });

  app.post(`${path}/:id/renew`, (request, reply) => {
    gate.admit(request, 'Medium', reply);
    const subscription = getSubscription(postman, request);
    refuseBlacklisted(subscription);
    Object.assign(subscription, lifetime(parts, subscription.lifeSeconds));
    return gate.send(request, reply, view(subscription));
  });

  app.delete(`${path}/:id`, (request, reply) => {
    gate.admit(request, 'Medium', reply);
    postman.subscriptions.delete(getSubscription(postman, request).id);
    return reply.status(204).send();
  });
}

function readBody<Schema extends z.ZodType>(schema: Schema, request: FastifyRequest): z.output<Schema> {
  const parsed = schema.safeParse(request.body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ApiRefusal(400, 'CMN-101', `Parameter [${issue?.path.join('.') ?? 'body'}] value is invalid`);
}

/** A simulator never calls anything but this machine. */
function refuseStrangers(address: string): void {
  const { hostname } = new URL(address);
  if (['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return;
  throw new ApiRefusal(400, 'SUB-525', `The simulator delivers to this machine only, not to ${hostname}`);
}

function refuseBlacklisted(subscription: StoredSubscription): void {
  if (subscription.status === 'Blacklisted')
    throw new ApiRefusal(403, 'SUB-406', 'The subscription is blacklisted');
}

async function demandHandshake(postman: Postman, address: string): Promise<void> {
  if (await postman.shakeHands(address)) return;
  throw new ApiRefusal(
    400,
    'SUB-525',
    'WebHook server response is invalid: the Validation-Token header is missing',
  );
}

function sortFilters(parts: SubscriptionRoutes, wanted: string[]) {
  const reasonAgainst = (filter: string): string | null => {
    const bare = filter.replace(/^\/restapi\/v1\.0/, '').split('?', 1)[0] ?? '';
    if (!knownFilters.some((known) => known.test(bare))) return 'The event filter is not known';
    return parts.denied.some((each) => each.test(filter)) ? 'Application permission is missing' : null;
  };
  const accepted = wanted.filter((filter) => reasonAgainst(filter) === null);
  if (accepted.length === 0) throw new ApiRefusal(400, 'SUB-508', 'There are no valid event filters');
  return {
    eventFilters: accepted.map((filter) => filter.replace('/account/~', `/account/${parts.accountId}`)),
    disabledFilters: wanted
      .filter((filter) => !accepted.includes(filter))
      .map((filter) => ({ filter, reason: 'SUB-405', message: reasonAgainst(filter) ?? '' })),
  };
}

function lifetime({ now }: SubscriptionRoutes, seconds: number) {
  return { expiresAt: new Date(now().getTime() + seconds * 1000), lifeSeconds: seconds };
}

function getSubscription(postman: Postman, request: FastifyRequest): StoredSubscription {
  const { id } = z.object({ id: z.string() }).parse(request.params);
  const found = postman.subscriptions.get(id);
  if (found === undefined)
    throw new ApiRefusal(404, 'CMN-102', 'Resource for parameter [subscriptionId] is not found');
  return found;
}
