/** Layouts of matters: forms filled in, field by field. */
import { z } from 'zod';
import type { Route, SimulatedRequest } from '../practice/contract.ts';
import type { Announcer } from './announce.ts';
import { accepted, link, notFound, ok, one, problem } from './answers.ts';
import { type Kept, newId, type State } from './state.ts';

const value = z.object({ key: z.string(), value: z.string().nullish() });
const layoutDto = z.object({ layoutDesignId: z.string().nullish(), values: z.array(value).nullish() });
const design = z.object({
  id: z.string(),
  name: z.string(),
  fields: z.array(
    z.object({ name: z.string(), type: z.string(), possibleValues: z.array(z.string()).nullable() }),
  ),
});
type Values = z.infer<typeof value>[];

const base = '/matters/{matterId}/layouts';

export function layoutRoutes(state: State, announcer: Announcer): Route[] {
  const designOf = (id: string | null | undefined) =>
    design.safeParse(state.layoutDesigns.truth.get(id ?? '')?.view).data ?? null;

  function save(request: SimulatedRequest, id: string, designId: string, before: Values) {
    const { matterId = '' } = request.params;
    const known = designOf(designId);
    if (known === null) return problem(400, 'LayoutDesignId is not a layout design.', request.path);
    const given = layoutDto.parse(request.json).values ?? [];
    const wrong = given.map((each) => complaint(known, each)).find((each) => each !== null);
    if (wrong) return problem(400, wrong, request.path);
    const merged = new Map([...before, ...given].map((each) => [each.key, each.value ?? null]));
    const row: Kept = {
      id,
      updated: state.stamp(),
      view: {
        id,
        href: `https://api.smokeball.example/matters/${matterId}/layouts/${id}`,
        itemId: id,
        name: known.name,
        description: null,
        index: 0,
        parentIndex: null,
        layoutDesign: link(designId),
        values: [...merged].map(([key, text]) => ({ key, value: text })),
        events: [],
      },
    };
    const event = `layoutmatter.${before.length === 0 ? 'created' : 'updated'}`;
    const table = state.layouts.of(matterId);
    announcer.commit({ request, resource: 'layoutmatter', table, row, event });
    return accepted(`/matters/${matterId}/layouts`, id);
  }

  return [
    {
      method: 'GET',
      template: '/layouts/{id}',
      handle: (request) => one(request, state.layoutDesigns.read(request.params.id ?? '')),
    },
    {
      method: 'GET',
      template: base,
      handle: (request) => {
        const { matterId = '' } = request.params;
        if (!state.matters.truth.has(matterId)) return notFound(request);
        const rows = state.layouts.of(matterId).listed();
        return ok({ href: null, value: rows.map(({ view }) => view) });
      },
    },
    {
      method: 'POST',
      template: base,
      handle: (request) => {
        if (!state.matters.truth.has(request.params.matterId ?? '')) return notFound(request);
        return save(request, newId(), layoutDto.parse(request.json).layoutDesignId ?? '', []);
      },
    },
    {
      method: 'GET',
      template: `${base}/{itemId}`,
      handle: (request) =>
        one(request, state.layouts.of(request.params.matterId ?? '').read(request.params.itemId ?? '')),
    },
    {
      method: 'PATCH',
      template: `${base}/{itemId}`,
      handle: (request) => {
        const { matterId = '', itemId = '' } = request.params;
        const known = state.layouts.of(matterId).truth.get(itemId);
        if (known === undefined) return notFound(request);
        const { layoutDesign, values } = filled.parse(known.view);
        return save(request, itemId, layoutDesign.id, values);
      },
    },
  ];
}

const filled = z.object({ layoutDesign: z.object({ id: z.string() }), values: z.array(value) });

function complaint({ fields }: z.infer<typeof design>, { key, value: text }: Values[number]): string | null {
  const field = fields.find(({ name }) => name === key);
  if (field === undefined) return `${key} is not a field of this layout.`;
  if (!text) return null;
  const { type, possibleValues } = field;
  if (type === 'Number' && !/^-?\d+(\.\d+)?$/.test(text)) return `${key} must be a number.`;
  if (type === 'Date' && Number.isNaN(Date.parse(text))) return `${key} must be a date.`;
  if (type === 'Checkbox' && text !== 'true' && text !== 'false') return `${key} must be true or false.`;
  if (type === 'Combobox' && !possibleValues?.includes(text)) return `${key} has no such value.`;
  return null;
}
