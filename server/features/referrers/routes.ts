import { DateTime } from 'luxon';
import { actorOf, expectedVersion } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { disclosureOf } from './disclosure.ts';
import { createLedgerRoutes } from './ledger-routes.ts';
import { addBranch, addUser, changeBranch, changeUser } from './people-store.ts';
import { referralFee } from './referral-fee.ts';
import { ruleProblems } from './rule.ts';
import { ruleWords } from './rule-words.ts';
import { referrerRoutes as routes } from './schema.ts';
import { addRule, createReferrer, setReferrerArchived, updateReferrer, withdrawRule } from './store.ts';
import { type Day, getReferrer, listBranches, listReferrers, listUsers } from './views.ts';

export function createReferrerRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  async function dayOf(tx: Tx, firmId: string): Promise<Day> {
    const firm = await firmFacts(tx, firmId);
    return { today: todayIn(firm, clock.now()), currency: firm.currency };
  }
  const view = async (tx: Tx, firmId: string, id: string) =>
    await getReferrer(tx, firmId, id, await dayOf(tx, firmId));

  return [
    handle(routes.list, ({ query, principal: { firmId }, scope }) =>
      scope.read(async (tx) => listReferrers(tx, firmId, query, await dayOf(tx, firmId))),
    ),
    handle(routes.get, ({ params, principal: { firmId }, scope }) =>
      scope.read((tx) => view(tx, firmId, params.id)),
    ),
    handle(routes.create, ({ body, principal, scope }) =>
      scope.write(async (tx) => {
        const id = await createReferrer(tx, actorOf(principal, clock), body);
        return await view(tx, principal.firmId, id);
      }),
    ),
    handle(routes.update, ({ params, body, principal, scope, request }) =>
      scope.write(async (tx) => {
        const expected = expectedVersion(request.headers, body.version);
        await updateReferrer(tx, actorOf(principal, clock), params.id, body, expected);
        return await view(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.archive, ({ params, principal, scope }) =>
      scope.write((tx) => setReferrerArchived(tx, actorOf(principal, clock), params.id, true)),
    ),
    handle(routes.restore, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await setReferrerArchived(tx, actorOf(principal, clock), params.id, false);
        return await view(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.addBranch, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        const id = await addBranch(tx, actorOf(principal, clock), params.id, body);
        return found((await listBranches(tx, principal.firmId, params.id)).find((one) => one.id === id));
      }),
    ),
    handle(routes.changeBranch, ({ params, body, principal, scope, request }) =>
      scope.write(async (tx) => {
        const which = { referrerId: params.id, branchId: params.branchId };
        const expected = expectedVersion(request.headers, body.version);
        await changeBranch(tx, actorOf(principal, clock), which, body, expected);
        const all = await listBranches(tx, principal.firmId, params.id);
        return found(all.find(({ id }) => id === params.branchId));
      }),
    ),
    handle(routes.addUser, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        const id = await addUser(tx, actorOf(principal, clock), params.id, body);
        return found((await listUsers(tx, principal.firmId, params.id)).find((one) => one.id === id));
      }),
    ),
    handle(routes.changeUser, ({ params, body, principal, scope, request }) =>
      scope.write(async (tx) => {
        const which = { referrerId: params.id, userId: params.userId };
        const expected = expectedVersion(request.headers, body.version);
        await changeUser(tx, actorOf(principal, clock), which, body, expected);
        const all = await listUsers(tx, principal.firmId, params.id);
        return found(all.find(({ id }) => id === params.userId));
      }),
    ),
    handle(routes.addRule, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        const { today } = await dayOf(tx, principal.firmId);
        const latest = DateTime.fromISO(today).plus({ years: 2 }).toFormat('yyyy-MM-dd');
        await addRule(tx, actorOf(principal, clock), params.id, body, { today, latest });
        return await view(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.withdrawRule, ({ params, principal, scope }) =>
      scope.write((tx) => {
        const which = { referrerId: params.id, ruleId: params.ruleId };
        return withdrawRule(tx, actorOf(principal, clock), which);
      }),
    ),
    handle(routes.checkRule, ({ body: { rule, facts, name }, principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        const { currency } = await firmFacts(tx, firmId);
        const known = { ...facts, currency };
        const { pence, vatPence, why } = referralFee(rule, known);
        return {
          problems: ruleProblems(rule),
          fee: pence === null ? null : { amount: pence, currency },
          vat: vatPence === null ? null : { amount: vatPence, currency },
          why,
          disclosure: disclosureOf(name, rule, known),
          words: ruleWords(rule, currency),
        };
      }),
    ),
    ...createLedgerRoutes(platform),
  ];
}
