import type { PracticeContext, PracticeSystemClient } from '../ports.ts';
import { createApi } from './api.ts';
import { read, retire, update } from './change.ts';
import { findByReference, findContactsByPhone } from './find.ts';
import { fetchOne, pull } from './pull.ts';
import * as wire from './wire.ts';
import { write } from './write.ts';

export function createClient(context: PracticeContext): PracticeSystemClient {
  const api = createApi(context);
  return {
    async whoAmI() {
      const { data } = await api.call({ path: '/users/me' }, wire.one(wire.user));
      // The firm has no address in the API: the person's own record names its number, as webhooks do.
      const full = await api.call(
        { path: `/users/${encodeURIComponent(data.id)}`, query: { fields: wire.meFields } },
        wire.one(wire.me),
      );
      const firm = full.data.relationships.current_firm?.id;
      return {
        // Without it, only the same person may connect again: nothing tells one firm from another.
        accountId: firm === undefined ? `user/${data.id}` : `firm/${firm}`,
        accountName: firm === undefined ? '' : `Firm ${firm}`,
        userName: data.attributes.name,
      };
    },
    pull: (kind, from) => pull(api, kind, from),
    fetchOne: (kind, externalId) => fetchOne(api, kind, externalId),
    findContactsByPhone: (e164) => findContactsByPhone(api, context, e164),
    write: (record, progress) => write(api, context, record, progress),
    findByReference: (record, progress) => findByReference(api, context, record, progress),
    read: (record, externalId) => read(api, record, externalId),
    update: (record, externalId, version) => update(api, record, externalId, version),
    retire: (record, externalId) => retire(api, record, externalId),
  };
}
