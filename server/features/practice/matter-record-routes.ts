/** Routes that every dated record on matters has alike: its lists, one of them, removing, bringing back, billing. */
import type { z } from 'zod';
import { actorOf } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type Route, route } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { idParams, matterParams } from './formats.ts';
import {
  onMatterQuery,
  recordsQuery,
  removeFromRecord,
  restoreToRecord,
  setBilled,
} from './matter-records.ts';
import { mustSeeMatter } from './matters-store.ts';
import type { RecordKind } from './record-changes.ts';

type About<Path extends string, One extends z.ZodType, Page extends z.ZodType> = {
  tag: string;
  /** Its part of the addresses: `fees`. */
  path: Path;
  /** In the audit log: `fee`. */
  kind: RecordKind;
  /** As in "Add a … to a matter". */
  one: string;
  /** As in "… by date". */
  many: string;
  answer: One;
  page: Page;
};

/** The declarations that differ by nothing but the record's name and shape. */
export function datedRecordRoutes<const Path extends string, One extends z.ZodType, Page extends z.ZodType>({
  tag,
  path,
  kind,
  one,
  many,
  answer,
  page,
}: About<Path, One, Page>) {
  const common = { tag, access: 'member' } as const;
  return {
    list: route({
      ...common,
      method: 'GET',
      path: `/api/v1/${path}` as const,
      summary: `${many} by date, of all matters that you may see or of one`,
      query: recordsQuery,
      answer: page,
      audit: 'none',
    }),
    listOfMatter: route({
      ...common,
      method: 'GET',
      path: `/api/v1/matters/:matterId/${path}` as const,
      summary: `${many} of a matter by date`,
      params: matterParams,
      query: onMatterQuery,
      answer: page,
      audit: 'none',
    }),
    get: route({
      ...common,
      method: 'GET',
      path: `/api/v1/${path}/:id` as const,
      summary: `One ${one}`,
      params: idParams,
      answer,
      audit: 'none',
    }),
    restore: route({
      ...common,
      method: 'POST',
      path: `/api/v1/${path}/:id/restore` as const,
      summary: `Bring a removed ${one} back`,
      params: idParams,
      answer,
      audit: `${kind}.restored`,
    }),
  };
}

/** What changing, removing or billing a record that can be billed may end with. */
export const frozen = ['conflict', 'wrong_state'] as const;

/** Marks a record as billed, and takes the mark back. */
export function billingRoutes<const Path extends string, One extends z.ZodType, Page extends z.ZodType>({
  tag,
  path,
  kind,
  one,
  answer,
}: About<Path, One, Page>) {
  return {
    bill: route({
      tag,
      access: 'member',
      method: 'POST',
      path: `/api/v1/${path}/:id/bill` as const,
      summary: `Mark a ${one} as billed: it is frozen from then on`,
      params: idParams,
      answer,
      problems: frozen,
      audit: `${kind}.billed`,
    }),
    unbill: route({
      tag,
      access: 'administrator',
      method: 'POST',
      path: `/api/v1/${path}/:id/unbill` as const,
      summary: 'Take the mark back',
      params: idParams,
      answer,
      problems: frozen,
      audit: `${kind}.unbilled`,
    }),
  };
}

type OfOne<M extends 'GET' | 'POST' | 'DELETE', Answer extends z.ZodType | undefined = z.ZodType> = Route<
  M,
  string,
  typeof idParams,
  undefined,
  undefined,
  Answer,
  'member' | 'administrator'
>;
type Get = (tx: Tx, firmId: string, id: string) => Promise<unknown>;

/** Reading, removing and bringing back one record. */
export function bindRemovable(
  { clock }: Platform,
  routes: { get: OfOne<'GET'>; remove: OfOne<'DELETE', undefined>; restore: OfOne<'POST'> },
  kind: RecordKind,
  get: Get,
): BoundRoute[] {
  return [
    handle(routes.get, ({ params, principal, scope }) =>
      scope.read((tx) => get(tx, principal.firmId, params.id)),
    ),
    handle(routes.remove, ({ params, principal, scope }) =>
      scope.write((tx) => removeFromRecord(tx, actorOf(principal, clock), kind, params.id)),
    ),
    handle(routes.restore, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await restoreToRecord(tx, actorOf(principal, clock), kind, params.id);
        return await get(tx, principal.firmId, params.id);
      }),
    ),
  ];
}

/** The lists of all matters and of one, which is not found for whoever may not see it. */
export function bindLists(
  routes: {
    list: Route<'GET', string, undefined, typeof recordsQuery, undefined, z.ZodType, 'member'>;
    listOfMatter: Route<
      'GET',
      string,
      typeof matterParams,
      typeof onMatterQuery,
      undefined,
      z.ZodType,
      'member'
    >;
  },
  list: (tx: Tx, firmId: string, query: z.output<typeof recordsQuery>) => Promise<unknown>,
): BoundRoute[] {
  return [
    handle(routes.list, ({ query, principal, scope }) =>
      scope.read((tx) => list(tx, principal.firmId, query)),
    ),
    handle(routes.listOfMatter, ({ params, query, principal, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.matterId);
        return await list(tx, principal.firmId, { ...query, matterId: params.matterId });
      }),
    ),
  ];
}

export function bindBilling(
  { clock }: Platform,
  routes: { bill: OfOne<'POST'>; unbill: OfOne<'POST'> },
  kind: 'fee' | 'cost_recovery',
  get: Get,
): BoundRoute[] {
  const setting = (declared: OfOne<'POST'>, billed: boolean) =>
    handle(declared, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await setBilled(tx, actorOf(principal, clock), kind, params.id, billed);
        return await get(tx, principal.firmId, params.id);
      }),
    );
  return [setting(routes.bill, true), setting(routes.unbill, false)];
}
