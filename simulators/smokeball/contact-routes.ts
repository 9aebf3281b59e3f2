import { z } from 'zod';
import type { Route, SimulatedRequest } from '../practice/contract.ts';
import type { Announcer } from './announce.ts';
import { accepted, link, notFound, one, ordered, page, problem, since } from './answers.ts';
import { type Kept, newId, type State } from './state.ts';

const part = z.record(z.string(), z.unknown()).nullish();
export const contactDto = z.object({
  externalSystemId: z.string().nullish(),
  person: part,
  company: part,
  trust: part,
  groupOfPeople: z.object({ peopleIds: z.array(z.string()).nullish() }).nullish(),
  isDeleted: z.boolean().optional(),
});
export type ContactDto = z.infer<typeof contactDto>;

export function contactRoutes(state: State, announcer: Announcer): Route[] {
  const { contacts } = state;

  function save(request: SimulatedRequest, id: string, event: string) {
    const dto = contactDto.parse(request.json);
    const kinds = [dto.person, dto.company, dto.trust, dto.groupOfPeople].filter((each) => each);
    if (kinds.length !== 1)
      return problem(400, 'A contact is one of person, company, trust and group of people.', request.path);
    const row = contactRow(state, id, dto);
    announcer.commit({ request, resource: 'contact', table: contacts, row, event });
    return accepted('/contacts', id);
  }

  return [
    {
      method: 'GET',
      template: '/contacts',
      handle: (request) => {
        const searches = request.query.getAll('Search');
        const withoutDeleted = request.query.get('ExcludeDeletedContacts') === 'true';
        let rows = since(request, ordered(request, contacts));
        if (withoutDeleted) rows = rows.filter(({ view }) => view.isDeleted !== true);
        for (const search of searches) {
          const matches = matcher(search);
          if (matches === null) return problem(400, `Search ${search} is not supported.`, request.path);
          rows = rows.filter(matches);
        }
        return page(request, rows);
      },
    },
    { method: 'POST', template: '/contacts', handle: (request) => save(request, newId(), 'contact.created') },
    {
      method: 'GET',
      template: '/contacts/{id}',
      handle: (request) => one(request, contacts.read(request.params.id ?? '')),
    },
    {
      method: 'PUT',
      template: '/contacts/{id}',
      handle: (request) => {
        const id = request.params.id ?? '';
        return contacts.truth.has(id) ? save(request, id, 'contact.updated') : notFound(request);
      },
    },
    {
      method: 'DELETE',
      template: '/contacts/{id}',
      handle: (request) => {
        const known = contacts.truth.get(request.params.id ?? '');
        if (known === undefined) return notFound(request);
        const row = changed(state, known, { isDeleted: true });
        announcer.commit({ request, resource: 'contact', table: contacts, row, event: 'contact.deleted' });
        return accepted('/contacts', row.id);
      },
    },
  ];
}

/** Changes some fields, with a new version and time where the kind shows them. */
export function changed(state: State, { id, view }: Kept, fields: Record<string, unknown>): Kept {
  const updated = state.stamp();
  return {
    id,
    updated,
    view: {
      ...view,
      ...fields,
      ...('versionId' in view ? { versionId: newId() } : {}),
      ...('lastUpdated' in view ? { lastUpdated: timeAs(view.lastUpdated, updated, state) } : {}),
    },
  };
}

/** Memos tell it as ISO 8601, the rest as ticks. */
function timeAs(before: unknown, updated: number, { clock }: State): unknown {
  return typeof before === 'string' ? clock.now().toISOString() : updated;
}

export function contactRow(state: State, id: string, dto: ContactDto): Kept {
  const updated = state.stamp();
  const { peopleIds } = dto.groupOfPeople ?? {};
  const view = {
    id,
    href: `https://api.smokeball.example/contacts/${id}`,
    externalSystemId: dto.externalSystemId ?? null,
    versionId: newId(),
    isDeleted: dto.isDeleted ?? false,
    lastUpdated: updated,
    ...(dto.person ? { person: dto.person } : {}),
    ...(dto.company ? { company: dto.company } : {}),
    ...(dto.trust ? { trust: dto.trust } : {}),
    ...(dto.groupOfPeople
      ? {
          groupOfPeople: {
            people: (peopleIds ?? []).map(link),
            name: (peopleIds ?? []).map((each) => nameOf(state.contacts.truth.get(each))).join(' and '),
          },
        }
      : {}),
  };
  return { id, updated, view };
}

const searchable = z.object({
  person: z
    .looseObject({
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      email: z.string().nullish(),
    })
    .optional(),
  company: z.looseObject({ name: z.string().nullish(), email: z.string().nullish() }).optional(),
  trust: z.looseObject({ name: z.string().nullish() }).optional(),
});
const storedPhone = z.object({ areaCode: z.string().nullish(), number: z.string().nullish() }).nullish();

function nameOf(row: Kept | undefined): string {
  const { person, company, trust } = searchable.parse(row?.view ?? {});
  return person
    ? `${person.firstName ?? ''} ${person.lastName ?? ''}`.trim()
    : (company?.name ?? trust?.name ?? '');
}

/** `phone:*5550101*`: wildcards at the ends, else the whole. The stored form is compared, with its spaces and hyphens. */
function matcher(search: string): ((row: Kept) => boolean) | null {
  const [, field = '', value = ''] = /^(\w+):(.*)$/.exec(search) ?? [];
  const wanted = value.toLowerCase().replaceAll('*', '');
  const fits = (text: string) => {
    const own = text.toLowerCase();
    if (value.startsWith('*') && value.endsWith('*')) return own.includes(wanted);
    if (value.startsWith('*')) return own.endsWith(wanted);
    return value.endsWith('*') ? own.startsWith(wanted) : own === wanted;
  };
  if (field === 'phone') return (row) => phonesOf(row).some(fits);
  if (field === 'name') return (row) => fits(nameOf(row));
  if (field !== 'email') return null;
  return ({ view }) => {
    const { person, company } = searchable.parse(view);
    return fits(person?.email ?? company?.email ?? '');
  };
}

function phonesOf({ view }: Kept): string[] {
  const { person, company, trust } = searchable.parse(view);
  const owner = person ?? company ?? trust ?? {};
  return ['phone', 'phone2', 'cell', 'fax'].flatMap((field) => {
    const phone = storedPhone.safeParse(owner[field]).data;
    return phone?.number ? [`${phone.areaCode ?? ''}${phone.number}`] : [];
  });
}
