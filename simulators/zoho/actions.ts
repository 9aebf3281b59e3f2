/** What the demo and the browser may do over HTTP: `POST /control/<action>`. */
import { z } from 'zod';
import type { ControlActions } from '../practice/control.ts';
import type { DealPlan, PersonPlan, ZohoWorld } from './world.ts';

const id = z.object({ id: z.string() });
const person = z
  .object({
    firstName: z.string().default(''),
    lastName: z.string(),
    phone: z.string().default(''),
    email: z.string().default(''),
  })
  .transform((plan): PersonPlan => plan);
const deal = z
  .object({ name: z.string(), contactId: z.string(), stage: z.string().default('Qualification') })
  .transform((plan): DealPlan => plan);

export function actionsOf(world: ZohoWorld): ControlActions {
  return {
    'add-contact': (body) => ({ id: world.addContact(person.parse(body)) }),
    'add-lead': (body) => ({ id: world.addLead(person.parse(body)) }),
    'add-deal': (body) => ({ id: world.addDeal(deal.parse(body)) }),
    'remove-contact': (body) => world.remove('Contacts', id.parse(body).id),
    'convert-lead': (body) => ({ id: world.convertLead(id.parse(body).id) }),
    withhold: (body) => world.withhold(z.object({ path: z.string() }).parse(body).path),
    'seed-contacts': (body) => world.seedContacts(z.object({ count: z.int() }).parse(body).count),
  };
}

const shown = 200;

export function stateOf(world: ZohoWorld): unknown {
  return {
    contacts: world.records('Contacts').length,
    leads: world.records('Leads').length,
    deals: world.records('Deals').length,
    channels: world.channels().map(({ token: _token, ...channel }) => channel),
    calls: world.records('Calls').slice(-shown),
    notes: world.records('Notes').slice(-shown),
    attachments: world
      .files()
      .slice(-shown)
      .map(({ bytes, ...file }) => ({ ...file, size: bytes.length })),
  };
}
