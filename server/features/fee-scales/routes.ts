import { DateTime } from 'luxon';
import { actorOf } from '../../platform/change.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { type FeeScaleContent, feeScaleContent } from './content.ts';
import { whyNotStart } from './decide.ts';
import { laddersOf } from './ladder.ts';
import { feeScaleRoutes as routes } from './schema.ts';
import { createScale, publishDraft, removeDraft, saveDraft, updateScale, withdrawVersion } from './store.ts';
import { emptyContent, usualContent } from './usual-lines.ts';
import { problemsOf } from './validate.ts';
import { describeQuestions, getScale, getVersion, listScales } from './views.ts';

export function createFeeScaleRoutes({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.listQuestions, async () => ({ items: describeQuestions(), next: null })),

    handle(routes.list, ({ scope, principal: { firmId }, query }) =>
      scope.read(async (tx) => {
        const today = todayIn(await firmFacts(tx, firmId), clock.now());
        const items = await listScales(tx, firmId, query.archived ? {} : { archived: false }, today);
        return { items, next: null };
      }),
    ),

    handle(routes.get, ({ scope, principal: { firmId }, params }) =>
      scope.read(async (tx) =>
        getScale(tx, firmId, params.id, todayIn(await firmFacts(tx, firmId), clock.now())),
      ),
    ),

    handle(routes.create, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        const { firmId } = principal;
        const firm = await firmFacts(tx, firmId);
        const today = todayIn(firm, clock.now());
        let content: FeeScaleContent;
        if (body.content) content = body.content;
        else if (body.from === 'empty') content = emptyContent(firm.country, firm.currency);
        else if (body.from === 'usual') content = usualContent(firm.country, firm.currency, newId);
        else {
          const versions = (await getScale(tx, firmId, body.from, today)).versions;
          const source = found(versions.find(({ state }) => state !== 'past') ?? versions[0]);
          const which = { scaleId: body.from, versionId: source.id };
          content = feeScaleContent.parse((await getVersion(tx, firmId, which, today)).content);
        }
        const id = await createScale(tx, actorOf(principal, clock), { name: body.name, content }, firm);
        return await getScale(tx, firmId, id, today);
      }),
    ),

    handle(routes.update, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        await updateScale(tx, actorOf(principal, clock), params.id, body);
        const today = todayIn(await firmFacts(tx, principal.firmId), clock.now());
        return await getScale(tx, principal.firmId, params.id, today);
      }),
    ),

    handle(routes.getVersion, ({ scope, principal: { firmId }, params }) =>
      scope.read(async (tx) => {
        const today = todayIn(await firmFacts(tx, firmId), clock.now());
        return await getVersion(tx, firmId, { scaleId: params.id, versionId: params.versionId }, today);
      }),
    ),

    handle(routes.saveDraft, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const firm = await firmFacts(tx, principal.firmId);
        const input = { content: body.content, expected: body.version };
        const versionId = await saveDraft(tx, actorOf(principal, clock), params.id, input, firm);
        const which = { scaleId: params.id, versionId };
        return await getVersion(tx, principal.firmId, which, todayIn(firm, clock.now()));
      }),
    ),

    handle(routes.removeDraft, ({ scope, principal, params }) =>
      scope.write((tx) => removeDraft(tx, actorOf(principal, clock), params.id)),
    ),

    handle(routes.publish, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const firm = await firmFacts(tx, principal.firmId);
        const today = todayIn(firm, clock.now());
        const latest = DateTime.fromISO(today).plus({ years: 2 }).toFormat('yyyy-MM-dd');
        const why = whyNotStart(body.startsOn, today, latest);
        if (why) throw problem('invalid_input', why, { fields: [{ field: 'startsOn', message: why }] });
        const wanted = { startsOn: body.startsOn, expected: body.version ?? null };
        await publishDraft(tx, actorOf(principal, clock), params.id, wanted, firm);
        return await getScale(tx, principal.firmId, params.id, today);
      }),
    ),

    handle(routes.withdraw, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const today = todayIn(await firmFacts(tx, principal.firmId), clock.now());
        const which = { scaleId: params.id, versionId: params.versionId };
        await withdrawVersion(tx, actorOf(principal, clock), which, today);
        return await getScale(tx, principal.firmId, params.id, today);
      }),
    ),

    handle(routes.check, async ({ body }) => ({
      problems: problemsOf(body.content),
      ladders: laddersOf(body.content),
    })),
  ];
}
