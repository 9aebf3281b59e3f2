/** Channels: a week at most, told without a signature. */
import { z } from 'zod';
import type { Deliveries, RetryPolicy } from '../delivery.ts';
import type { Answer, Route, SimulatedRequest } from '../practice/contract.ts';
import { isModule, modules } from './modules.ts';
import { ZohoRefusal } from './refusal.ts';
import type { ZohoState } from './state.ts';

const hour = 3_600_000;
const week = 7 * 24 * hour;
const longestToken = 50;
/** Whether the vendor tries again is not told. */
const once: RetryPolicy = { timeoutMilliseconds: 5000, afterServerError: [], afterConnectionFailure: [] };
const undescribed = 'another of the vendor’s files describes it (notifications)';

export interface Channel {
  id: string;
  events: readonly string[];
  url: string;
  token: string | null;
  endsAt: number;
}
export type Channels = Map<string, Channel>;

const body = z.object({
  watch: z
    .array(
      z.object({
        channel_id: z.union([z.string().regex(/^\d+$/), z.number()]).transform(String),
        events: z.array(z.string()).min(1),
        notify_url: z.string(),
        token: z.string().nullish(),
        channel_expiry: z.iso.datetime({ offset: true }).nullish(),
      }),
    )
    .length(1),
});

export function watchRoutes(state: ZohoState, channels: Channels): Route[] {
  const route = (method: Route['method'], handle: Route['handle']): Route => ({
    method,
    template: '/crm/v8/actions/watch',
    undescribed,
    handle,
  });
  return [
    route('GET', ({ query }) => {
      const id = query.get('channel_id');
      const living = [...channels.values()].filter((each) => isLiving(state, each));
      const watch = living
        .filter((each) => id === null || each.id === id)
        .flatMap((each) => eventsOf(each).map((event) => ({ ...event, notify_url: each.url, token: null })));
      return watch.length === 0 ? { status: 204 } : { status: 200, body: { watch } };
    }),
    route('POST', (request) => keep(state, channels, request, 201)),
    route('PUT', (request) => {
      const [wanted] = body.parse(request.json).watch;
      const known = channels.get(wanted?.channel_id ?? '');
      if (known !== undefined && isLiving(state, known)) return keep(state, channels, request, 200);
      const refused = {
        code: 'NOT_SUBSCRIBED',
        details: {},
        message: 'not subscribed to the channel',
        status: 'error',
      };
      return { status: 202, body: { watch: [refused] } };
    }),
    route('DELETE', ({ query }) => {
      const ids = (query.get('channel_ids') ?? '').split(',');
      const found = ids.filter((id) => channels.delete(id));
      if (found.length === 0)
        throw new ZohoRefusal('NOT_SUBSCRIBED', 'not subscribed to the channel', { channel_id: ids[0] });
      const watch = found.map((id) => ({
        code: 'SUCCESS',
        details: { resource_uri: '', channel_id: id },
        message: 'Successfully un-subscribed from actions-watch',
        status: 'success',
      }));
      return { status: 200, body: { watch } };
    }),
  ];
}

function keep(state: ZohoState, channels: Channels, request: SimulatedRequest, status: number): Answer {
  const read = body.safeParse(request.json);
  if (!read.success) throw new ZohoRefusal('INVALID_DATA', 'invalid data', { why: read.error.message });
  const [wanted] = read.data.watch;
  if (wanted === undefined) throw new ZohoRefusal('MANDATORY_NOT_FOUND', 'required field not found');
  const { token = null } = wanted;
  if (token !== null && token.length > longestToken)
    throw new ZohoRefusal('INVALID_DATA', 'invalid data', {
      api_name: 'token',
      maximum_length: longestToken,
    });
  for (const event of wanted.events) {
    if (!modules.some((module) => event.startsWith(`${module}.`)))
      throw new ZohoRefusal('INVALID_DATA', 'invalid data', { api_name: 'events' });
  }
  const channel: Channel = {
    id: wanted.channel_id,
    events: wanted.events,
    url: safeUrl(wanted.notify_url),
    token,
    endsAt: endOf(state, wanted.channel_expiry ?? null),
  };
  channels.set(channel.id, channel);
  const message = 'Successfully subscribed for actions-watch of the given module';
  const element = { code: 'SUCCESS', details: { events: eventsOf(channel) }, message, status: 'success' };
  return { status, body: { watch: [element] } };
}

/** Unset, over, or longer than a week: one hour. */
function endOf(state: ZohoState, wanted: string | null): number {
  const now = state.clock.now().getTime();
  const end = wanted === null ? 0 : Date.parse(wanted);
  return end <= now || end > now + week ? now + hour : end;
}

/** `https` at the vendor; here also this machine. */
function safeUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const here = url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
  if (url !== null && (url.protocol === 'https:' || here)) return text;
  throw new ZohoRefusal('INVALID_DATA', 'invalid data', { api_name: 'notify_url' });
}

function isLiving({ clock }: ZohoState, { endsAt }: Channel): boolean {
  return endsAt > clock.now().getTime();
}

function eventsOf({ id, events, endsAt }: Channel) {
  const names = [...new Set(events.map((event) => event.split('.')[0] ?? ''))].filter(isModule);
  return names.map((module) => ({
    resource_name: module,
    resource_id: `57257670000000${modules.indexOf(module)}`,
    resource_uri: `https://www.zohoapis.com/crm/v8/${module}`,
    channel_id: id,
    channel_expiry: `${new Date(endsAt).toISOString().slice(0, 19)}+00:00`,
  }));
}

const words = { insert: 'create', update: 'edit', delete: 'delete' } as const;

/** Tells the living channels of what happens. */
export function tellChannels(state: ZohoState, channels: Channels, hooks: Deliveries): void {
  state.onChange((operation, module, id) => {
    for (const channel of channels.values()) {
      const wanted = [`${module}.all`, `${module}.${words[operation]}`];
      if (!isLiving(state, channel) || !channel.events.some((event) => wanted.includes(event))) continue;
      const told = {
        server_time: state.clock.now().getTime(),
        query_params: {},
        module,
        resource_uri: `https://www.zohoapis.com/crm/v8/${module}`,
        ids: [id],
        affected_fields: [],
        operation,
        channel_id: channel.id,
        token: channel.token,
      };
      const headers = { 'content-type': 'application/json' };
      hooks.send({ url: channel.url, headers, body: JSON.stringify(told) }, once);
    }
  });
}
