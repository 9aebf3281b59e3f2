import type { PracticeContext, PracticeSystemClient } from '../ports.ts';
import { createApi } from './api.ts';
import { read, retire, update } from './change.ts';
import { change } from './change-shared.ts';
import { findByReference, findContactsByPhone } from './find.ts';
import { fetchOne, pull } from './pull.ts';
import { ensureSubscription, removeHook } from './webhooks.ts';
import * as wire from './wire.ts';
import { type KnownLabels, write } from './write.ts';

export function createClient(context: PracticeContext): PracticeSystemClient {
  const api = createApi(context);
  const known: KnownLabels = new Map();
  return {
    async whoAmI() {
      const { data } = await api.call(
        { path: '/users/who_am_i.json', query: { fields: wire.meFields } },
        wire.one(wire.me),
      );
      return {
        accountId: data.account?.id ?? '',
        accountName: data.account?.name ?? '',
        userName: data.name,
      };
    },
    pull: (kind, from) => pull(api, context, kind, from),
    fetchOne: (kind, externalId) => fetchOne(api, context, kind, externalId),
    findContactsByPhone: (e164) => findContactsByPhone(api, context, e164),
    write: (record, progress) => write(api, context, known, record, progress),
    findByReference: (record, progress) => findByReference(api, context, record, progress),
    read: (record, externalId) => read(api, record, externalId),
    update: (record, externalId, version) => update(api, known, record, externalId, version),
    change: (wanted) => change(api, wanted, context.country),
    retire: (record, externalId) => retire(api, record, externalId),
    ensureSubscription: (wanted) => ensureSubscription(api, wanted, context.now()),
    async removeSubscription({ ids }) {
      for (const id of ids) await removeHook(api, id);
    },
  };
}
