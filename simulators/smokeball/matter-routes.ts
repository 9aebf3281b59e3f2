import { z } from 'zod';
import type { Route } from '../practice/contract.ts';
import type { Announcer } from './announce.ts';
import { accepted, filterProblem, one, ordered, page, problem, since } from './answers.ts';
import { matterRow } from './matter-row.ts';
import type { Kept, State } from './state.ts';

const linked = z.array(z.object({ id: z.string() })).catch([]);

const matterDto = z.object({
  externalSystemId: z.string().nullish(),
  number: z.string().nullish(),
  matterTypeId: z.string().nullish(),
  clientIds: z.array(z.string()).nullish(),
  otherSideIds: z.array(z.string()).nullish(),
  clientRole: z.string().nullish(),
  description: z.string().nullish(),
  status: z.enum(['Open', 'Pending', 'Closed']).nullish(),
  openedDate: z.string().nullish(),
  referrerId: z.string().nullish(),
  personResponsibleStaffId: z.string().nullish(),
  isLead: z.boolean().default(false),
});
type MatterDto = z.infer<typeof matterDto>;
const typeOptions = z.object({ type: z.number(), representativeOptions: z.array(z.string()).catch([]) });

/** What the vendor refuses at once, in its words; null: it takes it. */
function refusalOf({ contacts, staff, matterTypes }: State, dto: MatterDto): string | null {
  const type = typeOptions.safeParse(matterTypes.truth.get(dto.matterTypeId ?? '')?.view).data;
  if (type === undefined || (type.type === 1) !== dto.isLead) return 'MatterTypeId is not a matter type.';
  if (!dto.status) return 'Status is required.';
  if (!dto.clientIds?.length) return 'ClientIds is required.';
  const people = [...dto.clientIds, ...(dto.otherSideIds ?? []), ...(dto.referrerId ? [dto.referrerId] : [])];
  if (people.some((id) => !contacts.truth.has(id))) return 'A contact of the matter does not exist.';
  const responsible = dto.personResponsibleStaffId;
  if (responsible && !staff.truth.has(responsible)) return 'PersonResponsibleStaffId is not a staff member.';
  const options = type.representativeOptions;
  if (dto.clientRole && !options.includes(dto.clientRole))
    return 'ClientRole is not a role of the matter type.';
  return null;
}

export function matterRoutes(
  state: State,
  announcer: Announcer,
  habits: { readonly leads: boolean },
): Route[] {
  const { matters } = state;
  return [
    {
      method: 'POST',
      template: '/matters',
      handle: (request) => {
        const dto = matterDto.parse(request.json);
        const refusal = refusalOf(state, dto);
        if (refusal !== null) return problem(400, refusal, request.path);
        const given = Object.fromEntries(Object.entries(dto).filter(([, value]) => value != null));
        const number = dto.number ?? `A-${1000 + matters.truth.size}`;
        const row = matterRow(state, {
          ...given,
          number,
          description: dto.description ?? '',
          clientIds: dto.clientIds ?? [],
        });
        announcer.commit({ request, resource: 'matter', table: matters, row, event: 'matter.created' });
        return accepted('/matters', row.id);
      },
    },
    {
      method: 'GET',
      template: '/matters',
      handle: (request) => {
        const wrong = filterProblem(request);
        if (wrong !== null) return wrong;
        const { query, path } = request;
        const types = (query.get('Type') ?? 'Matters').split(',');
        if (types.includes('Leads') && !habits.leads)
          return problem(403, 'The plan of this firm has no leads.', path);
        const statuses = query.getAll('Status');
        const contactId = query.get('ContactId');
        const rows = since(request, ordered(request, matters)).filter(
          ({ view }) =>
            types.includes(view.isLead === true ? 'Leads' : 'Matters') &&
            (statuses.length === 0 || statuses.includes(String(view.status))) &&
            (contactId === null || holds(view, contactId)),
        );
        return page(request, rows);
      },
    },
    {
      method: 'GET',
      template: '/matters/{matterId}',
      handle: (request) => one(request, matters.read(request.params.matterId ?? '')),
    },
  ];
}

function holds(view: Kept['view'], contactId: string): boolean {
  const parties = [...linked.parse(view.clients), ...linked.parse(view.otherSides)];
  return parties.some(({ id }) => id.toLowerCase() === contactId.toLowerCase());
}
