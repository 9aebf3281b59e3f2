/** A matter in the vendor's read shape. */
import { link } from './answers.ts';
import { type Kept, newId, type State } from './state.ts';

export interface MatterToAdd {
  id?: string;
  number: string;
  description: string;
  status?: 'Open' | 'Pending' | 'Closed' | 'Deleted' | 'Cancelled';
  clientIds: readonly string[];
  otherSideIds?: readonly string[];
  matterTypeId?: string;
  personResponsibleStaffId?: string;
  isLead?: boolean;
  openedDate?: string;
  externalSystemId?: string;
  referrerId?: string;
}

export function matterRow(state: State, matter: MatterToAdd): Kept {
  const { id = newId(), number, description, status = 'Open', isLead = false } = matter;
  const updated = state.stamp();
  const opened = matter.openedDate ?? state.clock.now().toISOString();
  const view = {
    id,
    externalSystemId: matter.externalSystemId ?? null,
    versionId: String(updated),
    number,
    title: `${number} - ${description.split('\n')[0]}`,
    description,
    status,
    matterType: link(matter.matterTypeId),
    clients: matter.clientIds.map(link),
    otherSides: (matter.otherSideIds ?? []).map(link),
    personResponsible: link(matter.personResponsibleStaffId),
    referrer: link(matter.referrerId),
    isLead,
    ...(isLead ? { leadOpenedDate: opened } : { openedDate: opened }),
  };
  return { id, updated, view };
}
