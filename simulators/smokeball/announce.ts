/** Webhooks out, and the moment at which an accepted write becomes true. */
import { createHmac, randomUUID } from 'node:crypto';
import type { Deliveries } from '../delivery.ts';
import type { SimulatedRequest } from '../practice/contract.ts';
import type { Table } from '../practice/table.ts';
import type { Kept, Resource, State } from './state.ts';
import { ticksOf } from './ticks.ts';

/** How often the vendor tries again is not published: once is all. */
const policy = { timeoutMilliseconds: 10_000, afterServerError: [], afterConnectionFailure: [] };

export interface Announcer {
  announce(type: string, payload: unknown, from: { source: 'API' | 'Smokeball'; requestId?: string }): void;
  /** Takes a write in: true for everybody after the lag, or a late "no" where one was asked for. */
  commit(change: {
    request: SimulatedRequest | null;
    resource: Resource;
    table: Table<Kept>;
    row: Kept;
    event: string | null;
  }): void;
}

export function createAnnouncer(state: State, hooks: Deliveries, clientId: string): Announcer {
  function announce(
    type: string,
    payload: unknown,
    { source, requestId = randomUUID() }: { source: 'API' | 'Smokeball'; requestId?: string },
  ): void {
    const timestamp = String(ticksOf(state.clock.now().getTime()));
    for (const { id, key, eventTypes, url } of state.subscriptions.values()) {
      if (type !== 'noop' && !eventTypes.includes(type)) continue;
      const signed = `${timestamp}|${requestId}|${clientId}`;
      const body = {
        accountId: state.firm.id,
        subscriptionId: id,
        type,
        source,
        payload,
        timestamp: Number(timestamp),
      };
      hooks.send(
        {
          url,
          headers: {
            'content-type': 'application/json',
            timestamp,
            requestid: requestId,
            ...(key === null ? {} : { signature: createHmac('sha256', key).update(signed).digest('hex') }),
          },
          body: JSON.stringify(body),
        },
        policy,
      );
    }
  }

  return {
    announce,
    commit({ request, resource, table, row, event }) {
      const requestId = request?.headers.requestid;
      const from = {
        source: request === null ? ('Smokeball' as const) : ('API' as const),
        ...(typeof requestId === 'string' ? { requestId } : {}),
      };
      const planned =
        request === null ? -1 : state.lateFailures.findIndex((each) => each.resource === resource);
      const [failure] = planned === -1 ? [] : state.lateFailures.splice(planned, 1);
      if (failure === undefined) table.put(row.id, row);
      state.clock.after(table.lag.read, () => {
        if (failure !== undefined) {
          const payload = { message: failure.message, resourceName: resource, resourceId: row.id };
          announce('error', payload, from);
        } else if (event !== null) announce(event, row.view, from);
      });
    },
  };
}
