/** What people at the firm do in the vendor's own app; webhooks follow as they do there. */
import type { Announcer } from './announce.ts';
import { link } from './answers.ts';
import { type ContactDto, changed, contactRow } from './contact-routes.ts';
import { fillIn } from './fill-in.ts';
import { designRow, type LayoutToAdd, usualLayouts } from './layout-designs.ts';
import { type MatterToAdd, matterRow } from './matter-row.ts';
import { type Kept, newId, type State } from './state.ts';

export type { MatterToAdd } from './matter-row.ts';

export interface StaffToAdd {
  id?: string;
  userId?: string | null;
  firstName: string;
  lastName: string;
  email: string;
  phone?: { areaCode?: string; number: string };
  former?: boolean;
}

export interface People {
  addStaff(staff: StaffToAdd): string;
  /** Types about property have the layout "Completion Details" unless said otherwise. */
  addMatterType(type: {
    id?: string;
    name: string;
    location?: string;
    type?: 0 | 1;
    /** Clients' and other sides' roles; none: only the usual one. */
    roles?: readonly string[];
    layouts?: readonly LayoutToAdd[];
  }): string;
  addStageSet(set: { id?: string; name: string; stages: readonly { id: string; name: string }[] }): string;
  addContact(contact: ContactDto, id?: string): string;
  /** Many at once, without webhooks. */
  addContacts(contacts: Iterable<ContactDto>): void;
  changeContact(id: string, fields: Record<string, unknown>): void;
  addMatter(matter: MatterToAdd): string;
  changeMatter(id: string, fields: Record<string, unknown>): void;
  moveStage(matterId: string, stageSetId: string, stageId: string): void;
  /** Completion details, by the last parts of their keys: `{ PurchasePrice: '420000' }`; null empties. */
  fillIn(matterId: string, values: Readonly<Record<string, string | null>>): void;
  setRoles(matterId: string, roles: readonly Record<string, unknown>[]): void;
  /** The fee, task, memo, file or code wherever it is. */
  changeRecord(
    kind: 'fees' | 'expenses' | 'memos' | 'files' | 'tasks' | 'activities',
    id: string,
    fields: Record<string, unknown>,
  ): void;
}

export function createPeople(state: State, announcer: Announcer): People {
  const own = { source: 'Smokeball' } as const;
  const seen = (type: string, view: unknown) => announcer.announce(type, view, own);
  const kept = (id: string, view: Kept['view']): Kept => ({ id, updated: state.stamp(), view });

  return {
    addStaff({ id = newId(), userId = newId(), firstName, lastName, email, phone, former = false }) {
      const names = { firstName, lastName, email, phone: phone ?? null };
      const view = { id, versionId: newId(), userId, former, enabled: true, ...names };
      state.staff.put(id, kept(id, view));
      seen('staff.created', view);
      return id;
    },
    addMatterType({ id = newId(), name, location = 'IL', type = 0, roles = [], layouts }) {
      const designs = (layouts ?? usualLayouts(name, type)).map((layout) => designRow(state, layout));
      for (const design of designs) state.layoutDesigns.put(design.id, design);
      const view = {
        id,
        versionId: newId(),
        name,
        category: 'General',
        type,
        location,
        isDeleted: false,
        representativeOptions: [...roles],
        items: [
          { id: 'Client', providerId: 'RoleProvider', itemId: newId(), name: 'Client', subItems: [] },
          ...designs.map((design) => ({
            id: design.id,
            providerId: 'LayoutProvider',
            itemId: newId(),
            name: design.view.name,
            subItems: [],
          })),
        ],
      };
      state.matterTypes.put(id, kept(id, view));
      return id;
    },
    addStageSet({ id = newId(), name, stages }) {
      const updated = state.stamp();
      const views = stages.map((stage) => ({ ...stage, isDeleted: false, lastUpdated: updated }));
      const view = { id, versionId: newId(), name, isDeleted: false, stages: views, lastUpdated: updated };
      state.stageSets.put(id, { id, updated, view });
      seen('stageset.created', view);
      return id;
    },
    addContact(contact, id = newId()) {
      const row = contactRow(state, id, contact);
      announcer.commit({
        request: null,
        resource: 'contact',
        table: state.contacts,
        row,
        event: 'contact.created',
      });
      return id;
    },
    addContacts(contacts) {
      const rows: [string, Kept][] = [];
      for (const contact of contacts) {
        const row = contactRow(state, newId(), contact);
        rows.push([row.id, row]);
      }
      state.contacts.seed(rows);
    },
    changeContact(id, fields) {
      const row = changed(state, demand(state.contacts.truth.get(id)), fields);
      const event = fields.isDeleted === true ? 'contact.deleted' : 'contact.updated';
      announcer.commit({ request: null, resource: 'contact', table: state.contacts, row, event });
    },
    addMatter(matter) {
      const row = matterRow(state, matter);
      state.matters.put(row.id, row);
      seen('matter.created', row.view);
      return row.id;
    },
    changeMatter(id, fields) {
      const updated = state.stamp();
      const { view } = demand(state.matters.truth.get(id));
      const row = { id, updated, view: { ...view, ...fields, versionId: String(updated) } };
      state.matters.put(id, row);
      seen('matter.updated', row.view);
    },
    moveStage(matterId, stageSetId, stageId) {
      const updated = state.stamp();
      const view = {
        id: matterId,
        versionId: newId(),
        matter: link(matterId),
        stageSet: link(stageSetId),
        stage: { id: stageId, isDeleted: false, lastUpdated: updated },
        lastUpdated: updated,
      };
      state.matterStages.put(matterId, { id: matterId, updated, view });
      seen('matterstage.updated', view);
    },
    fillIn(matterId, values) {
      const { row, event } = fillIn(state, matterId, values);
      announcer.commit({
        request: null,
        resource: 'layoutmatter',
        table: state.layouts.of(matterId),
        row,
        event,
      });
    },
    setRoles(matterId, roles) {
      const view = { id: matterId, versionId: newId(), matterId, roles };
      state.roles.put(matterId, kept(matterId, view));
      seen('roles.updated', view);
    },
    changeRecord(kind, id, fields) {
      const perMatter = kind === 'tasks' || kind === 'activities' ? null : state[kind];
      const row = perMatter?.all().find((each) => each.id === id);
      const matterId = row === undefined ? '' : matterIdOf(row);
      const table = kind === 'tasks' || kind === 'activities' ? state[kind] : state[kind].of(matterId);
      table.put(id, changed(state, demand(table.truth.get(id)), fields));
    },
  };
}

function matterIdOf({ view }: Kept): string {
  const { matter, matterId } = view;
  if (typeof matterId === 'string') return matterId;
  return typeof matter === 'object' && matter !== null && 'id' in matter ? String(matter.id) : '';
}

function demand(row: Kept | undefined): Kept {
  if (row === undefined) throw new Error('There is no such record');
  return row;
}
