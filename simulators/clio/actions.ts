/** What the demo and the browser may do over HTTP: `POST /control/<action>`. */
import { z } from 'zod';
import type { ControlActions } from '../practice/control.ts';
import type { ClioWorld, ContactPlan } from './world.ts';

const id = z.object({ id: z.int() });
const contact = z.object({
  name: z.string(),
  type: z.enum(['Person', 'Company']).default('Person'),
  phones: z.array(z.string()).default([]),
});
const matter = z.object({ clientId: z.int(), description: z.string() });

export function actionsOf(world: ClioWorld): ControlActions {
  return {
    'add-contact': (body) => {
      const plan: ContactPlan = contact.parse(body);
      return { id: world.addContact(plan) };
    },
    'add-matter': (body) => ({ id: world.addMatter(matter.parse(body)) }),
    'remove-contact': (body) => world.remove('contacts', id.parse(body).id),
    'restrict-matter': (body) => world.restrict(id.parse(body).id),
    bill: (body) => world.bill(id.parse(body).id),
    'suspend-hooks': () => world.suspendHooks(),
    'seed-contacts': (body) => world.seedContacts(z.object({ count: z.int() }).parse(body).count),
  };
}

const shown = 200;

export function stateOf(world: ClioWorld): unknown {
  const last = (resource: 'communications' | 'activities' | 'documents') =>
    world.records(resource).slice(-shown);
  return {
    contacts: world.records('contacts').length,
    matters: world.records('matters').length,
    webhooks: world.records('webhooks').map(({ id: hook, model, status, expires_at }) => ({
      id: hook,
      model,
      status,
      expires_at,
    })),
    communications: last('communications'),
    activities: last('activities'),
    documents: last('documents').map(({ latest_document_version: _version, ...row }) => row),
  };
}
