/** What the demo and the browser may do over HTTP: `POST /control/<action>`. */
import { z } from 'zod';
import type { ControlActions } from '../practice/control.ts';
import type { Hooks } from './webhooks.ts';
import type { LawmaticsWorld } from './world.ts';

const id = z.object({ id: z.int() });
const contact = z.object({
  firstName: z.string().default(''),
  lastName: z.string(),
  phones: z.array(z.string()).default([]),
});
const matter = z.object({ contactId: z.int(), title: z.string() });
const hook = z.object({ url: z.string(), secret: z.string() });

export function actionsOf(world: LawmaticsWorld, hooks: Hooks): ControlActions {
  return {
    'add-contact': (body) => ({ id: world.addContact(contact.parse(body)) }),
    'add-matter': (body) => ({ id: world.addMatter(matter.parse(body)) }),
    'remove-contact': (body) => world.remove('contact', id.parse(body).id),
    'add-webhook': (body) => hooks.add(hook.parse(body)),
    invoice: (body) => world.invoice(id.parse(body).id),
    'seed-contacts': (body) => world.seedContacts(z.object({ count: z.int() }).parse(body).count),
  };
}

const shown = 200;

export function stateOf(world: LawmaticsWorld): unknown {
  const last = (kind: 'interaction' | 'note' | 'time_entry' | 'file') => world.records(kind).slice(-shown);
  return {
    contacts: world.records('contact').length,
    companies: world.records('company'),
    matters: world.records('prospect').length,
    interactions: last('interaction'),
    notes: last('note'),
    timeEntries: last('time_entry'),
    files: last('file'),
  };
}
