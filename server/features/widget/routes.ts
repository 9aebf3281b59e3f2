import { actorOf, expectedVersion } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { missingOf } from './missing.ts';
import { getForm, getWidget, listWidgets, scaleOf, stagesOf } from './reads.ts';
import { widgetRoutes as routes } from './schema.ts';
import type { WidgetInput } from './shapes.ts';
import { createWidget, removeWidget, updateWidget } from './store.ts';

export function createWidgetRoutes({ clock, publicUrl, allowLoopback }: Platform): BoundRoute[] {
  const how = () => ({ now: clock.now(), publicUrl });
  return [
    handle(routes.listWidgets, ({ scope, principal: { firmId } }) =>
      scope.read(async (tx) => ({ items: await listWidgets(tx, firmId, how()), next: null })),
    ),

    handle(routes.getWidget, ({ scope, principal: { firmId }, params }) =>
      scope.read((tx) => getWidget(tx, firmId, { ...how(), id: params.id })),
    ),

    handle(routes.createWidget, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        const id = await createWidget(tx, actorOf(principal, clock), body, allowLoopback);
        return await getWidget(tx, principal.firmId, { ...how(), id });
      }),
    ),

    handle(routes.updateWidget, ({ scope, principal, params, body, request }) =>
      scope.write(async (tx) => {
        const { firmId } = principal;
        const version = expectedVersion(request.headers, body.version) ?? undefined;
        const before = await getForm(tx, firmId, params.id);
        const patch = { ...body, version };
        const next = await updateWidget(tx, actorOf(principal, clock), params.id, patch, {
          before,
          allowLoopback,
        });
        await mustBeWhole(tx, { firmId, ...next }, clock.now());
        return await getWidget(tx, firmId, { ...how(), id: params.id });
      }),
    ),

    handle(routes.removeWidget, ({ scope, principal, params }) =>
      scope.write((tx) => removeWidget(tx, actorOf(principal, clock), params.id)),
    ),
  ];
}

/** A form that visitors see says what they agree to, and a price page has a price. */
async function mustBeWhole(
  tx: Tx,
  form: WidgetInput & { firmId: string; active: boolean },
  now: Date,
): Promise<void> {
  const on = (what: 'form' | 'prices') => (what === 'form' ? form.active : form.prices.published);
  const { scale } = await scaleOf(tx, form, now);
  const lacks = missingOf({
    ...form,
    scale: scale?.content ?? null,
    stages: await stagesOf(tx, form),
  }).filter((one) => one.blocks && on(one.for));
  if (lacks.length === 0) return;
  throw problem('wrong_state', `Not yet: ${lacks.map(({ message }) => message).join(' ')}`);
}
