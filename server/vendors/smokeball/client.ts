import { createPracticeApi } from '../kit/practice-api.ts';
import type { MirrorItem, MirrorKind, PracticeContext, PracticeSystemClient } from '../ports.ts';
import { change } from './change.ts';
import { findByReference, findContactsByPhone } from './find.ts';
import { ensureSubscription, removeSubscription } from './hooks.ts';
import { readLayoutTexts } from './layouts.ts';
import { mapActivity, mapContact, mapMatter, mapMatterType, mapRoles, mapStaff, mapStageSet } from './map.ts';
import { pull } from './pull.ts';
import { read, retire, update, write } from './records.ts';
import { createStagesOfMatters } from './stages.ts';
import * as wire from './wire.ts';

export function createSmokeballClient(context: PracticeContext): PracticeSystemClient {
  const { apiKey } = context.credentials;
  const api = createPracticeApi(context, {
    headersOf: (token) => ({
      authorization: `Bearer ${token}`,
      ...(apiKey === null ? {} : { 'x-api-key': apiKey }),
    }),
    // An expired token is a 403 by the guide and a 401 in practice.
    forbiddenMeansToken: true,
  });
  const stages = createStagesOfMatters(api, context.now);
  const parts = { api, context };

  async function fetchMatter(id: string): Promise<MirrorItem | null> {
    const matter = await api.find({ path: `/matters/${encodeURIComponent(id)}` }, wire.matter);
    return matter === null ? null : mapMatter(matter, (await stages.of([id])).get(id) ?? null);
  }

  return {
    async whoAmI() {
      const { id, name } = await api.call({ path: '/firm' }, wire.firm);
      // Nothing there tells whose token it is.
      return { accountId: id, accountName: name ?? '', userName: '' };
    },
    pull: (kind, from) => pull({ api, stages }, kind, from),
    fetchOne: (kind, id) => (kind === 'matter' ? fetchMatter(id) : fetchOther(api, kind, id)),
    findContactsByPhone: (e164) => findContactsByPhone(parts, e164),
    write: (record, progress) => write(parts, record, progress),
    findByReference: (record, progress) => findByReference(parts, record, progress),
    read: (record, externalId) => read(parts, record, externalId),
    update: (record, externalId, version) => update(parts, record, externalId, version),
    change: (wanted) => change(api, wanted, context.country),
    readLayoutTexts: (matter, layout, names) => readLayoutTexts(api, matter, layout, names),
    retire: (record, externalId, how) => retire(parts, record, externalId, how),
    ensureSubscription: (wanted) => ensureSubscription(api, wanted),
    removeSubscription: (existing) => removeSubscription(api, existing),
  };
}

async function fetchOther(
  api: ReturnType<typeof createPracticeApi>,
  kind: Exclude<MirrorKind, 'matter'>,
  externalId: string,
): Promise<MirrorItem | null> {
  const [first = ''] = externalId.split('/').map(encodeURIComponent);
  const picked = <Item extends MirrorItem>(items: readonly Item[]) =>
    items.find((item) => item.externalId === externalId) ?? null;
  switch (kind) {
    case 'contact': {
      const contact = await api.find({ path: `/contacts/${first}` }, wire.contact);
      return contact && mapContact(contact);
    }
    case 'staff': {
      const staff = await api.find({ path: `/staff/${first}` }, wire.staff);
      return staff && mapStaff(staff);
    }
    case 'matter_type': {
      const type = await api.find({ path: `/mattertypes/${first}` }, wire.matterType);
      return type && mapMatterType(type);
    }
    case 'activity_code': {
      const activity = await api.find({ path: `/activitycodes/${first}` }, wire.activity);
      return activity && mapActivity(activity);
    }
    case 'stage': {
      const set = await api.find({ path: `/stagesets/${first}` }, wire.stageSet);
      return set && picked(mapStageSet(set));
    }
    case 'party': {
      const [matterId = ''] = externalId.split('/');
      const roles = await api.find({ path: `/matters/${first}/roles` }, wire.matterRoles);
      return roles && picked(mapRoles(matterId, roles.roles ?? []));
    }
  }
}
