import { z } from 'zod';
import type { Route, SimulatedRequest } from '../practice/contract.ts';
import type { Announcer } from './announce.ts';
import { notFound, ok, page, problem } from './answers.ts';
import { newId, type State, type Subscription } from './state.ts';
import { ticksOf } from './ticks.ts';

export const eventTypes = [
  ...['activitycode', 'contact', 'expense', 'fee', 'memo', 'task'].flatMap((resource) =>
    ['created', 'updated', 'deleted'].map((what) => `${resource}.${what}`),
  ),
  'contact.restored',
  'error',
  'files.updated',
  'firmuser.updated',
  'layoutmatter.created',
  'layoutmatter.updated',
  'matter.closed',
  'matter.converted',
  'matter.created',
  'matter.updated',
  'matterstage.updated',
  'mattertype.updated',
  'roles.updated',
  'staff.created',
  'staff.updated',
  'stageset.created',
  'stageset.updated',
];

const subscriptionDto = z.object({
  key: z.string().nullish(),
  name: z.string().nullish(),
  eventTypes: z.array(z.string()).nullish(),
  eventNotificationUrl: z.string(),
});

export function webhookRoutes(state: State, announcer: Announcer): Route[] {
  const { subscriptions } = state;
  const find = ({ params }: SimulatedRequest) => subscriptions.get(params.id ?? '');

  function save(request: SimulatedRequest, id: string, createdAt: string) {
    const dto = subscriptionDto.parse(request.json);
    const unknown = (dto.eventTypes ?? []).find((type) => !eventTypes.includes(type));
    if (unknown !== undefined) return problem(400, `${unknown} is no event type.`, request.path);
    const subscription: Subscription = {
      id,
      key: dto.key ?? null,
      name: dto.name ?? null,
      eventTypes: dto.eventTypes ?? [],
      url: dto.eventNotificationUrl,
      createdAt,
      updatedAt: state.clock.now().toISOString(),
    };
    subscriptions.set(id, subscription);
    return ok(viewOf(state, subscription));
  }

  return [
    { method: 'GET', template: '/webhooks/types', handle: () => ok({ value: eventTypes }) },
    {
      method: 'GET',
      template: '/webhooks',
      handle: (request) => {
        const rows = [...subscriptions.values()].map((each) => ({
          id: each.id,
          updated: 0,
          view: viewOf(state, each),
        }));
        return page(request, rows);
      },
    },
    {
      method: 'POST',
      template: '/webhooks',
      handle: (request) => save(request, newId(), state.clock.now().toISOString()),
    },
    {
      method: 'GET',
      template: '/webhooks/{id}',
      handle: (request) => {
        const known = find(request);
        return known === undefined ? notFound(request) : ok(viewOf(state, known));
      },
    },
    {
      method: 'PUT',
      template: '/webhooks/{id}',
      handle: (request) => {
        const known = find(request);
        return known === undefined ? notFound(request) : save(request, known.id, known.createdAt);
      },
    },
    {
      method: 'DELETE',
      template: '/webhooks/{id}',
      handle: (request) =>
        subscriptions.delete(request.params.id ?? '') ? { status: 200 } : notFound(request),
    },
    {
      method: 'POST',
      template: '/webhooks/{id}/notify',
      handle: () => {
        announcer.announce('noop', {}, { source: 'API' });
        return { status: 200 };
      },
    },
  ];
}

/** The key is not shown. */
function viewOf(state: State, { id, name, eventTypes: types, url, createdAt, updatedAt }: Subscription) {
  return {
    id,
    accountId: state.firm.id,
    name,
    eventTypes: types,
    eventNotificationUrl: url,
    createdDateUtc: createdAt,
    updatedDateUtc: updatedAt,
    lastUpdated: ticksOf(Date.parse(updatedAt)),
  };
}
