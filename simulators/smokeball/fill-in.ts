/** A person at the firm fills in the completion details of a matter. */
import { z } from 'zod';
import { link } from './answers.ts';
import { type Kept, newId, type State } from './state.ts';

const typed = z.looseObject({ matterType: z.object({ id: z.string() }).nullish() });
const withItems = z.looseObject({
  items: z.array(z.object({ id: z.string(), providerId: z.string(), name: z.string() })),
});
const filled = z.looseObject({ values: z.array(z.object({ key: z.string(), value: z.string().nullish() })) });

/** By the last part of each key: `{ PurchasePrice: '420000' }`; null empties. */
export function fillIn(
  state: State,
  matterId: string,
  values: Readonly<Record<string, string | null>>,
): { row: Kept; event: string } {
  const { matterType } = typed.parse(state.matters.truth.get(matterId)?.view);
  const { items } = withItems.parse(state.matterTypes.truth.get(matterType?.id ?? '')?.view);
  const design = items.find(
    ({ providerId, name }) => providerId === 'LayoutProvider' && name === 'Completion Details',
  );
  if (!design) throw new Error('This type of matter has no completion details');
  const table = state.layouts.of(matterId);
  const [known] = [...table.truth.values()];
  const id = known?.id ?? newId();
  const before = known ? filled.parse(known.view).values : [];
  const given = Object.entries(values).map(([name, value]) => ({
    key: `Matter/CompletionDetails/${name}`,
    value,
  }));
  const merged = new Map([...before, ...given].map(({ key, value }) => [key, value ?? null]));
  const view = {
    id,
    href: `https://api.smokeball.example/matters/${matterId}/layouts/${id}`,
    itemId: id,
    name: 'Completion Details',
    description: null,
    index: 0,
    parentIndex: null,
    layoutDesign: link(design.id),
    values: [...merged].map(([key, value]) => ({ key, value })),
    events: [],
  };
  const row = { id, updated: state.stamp(), view };
  return { row, event: `layoutmatter.${known ? 'updated' : 'created'}` };
}
