import type { PracticeContext, PracticeSystemClient } from '../ports.ts';
import { createApi, crm } from './api.ts';
import { read, retire, update } from './change.ts';
import { findByReference, findContactsByPhone } from './find.ts';
import { fetchOne, pull } from './pull.ts';
import { ensureSubscription, removeSubscription } from './watch.ts';
import * as wire from './wire.ts';
import { write } from './write.ts';

export function createClient(context: PracticeContext): PracticeSystemClient {
  const api = createApi(context);
  return {
    async whoAmI() {
      const { org } = await api.call({ path: `${crm}/org` }, wire.orgs);
      const { items } = await api.call({ path: `${crm}/users`, query: { type: 'CurrentUser' } }, wire.users);
      return {
        accountId: org[0]?.zgid ?? org[0]?.id ?? '',
        accountName: org[0]?.company_name ?? '',
        userName: items[0]?.full_name ?? '',
      };
    },
    pull: (kind, from) => pull(api, context, kind, from),
    fetchOne: (kind, externalId) => fetchOne(api, kind, externalId),
    findContactsByPhone: (e164) => findContactsByPhone(api, context, e164),
    write: (record) => write(api, record),
    findByReference: (record) => findByReference(api, record),
    read: (record, externalId) => read(api, record, externalId),
    update: (record, externalId, version) => update(api, record, externalId, version),
    retire: (record, externalId) => retire(api, record, externalId),
    ensureSubscription: (wanted) => ensureSubscription(api, wanted, context.now()),
    removeSubscription: (existing) => removeSubscription(api, existing),
  };
}
