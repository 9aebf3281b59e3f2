import type { z } from 'zod';
import { actorOf } from '../../../platform/change.ts';
import { type BoundRoute, handle } from '../../../platform/http/contract.ts';
import { type FieldError, problem } from '../../../platform/http/problems.ts';
import type { Platform } from '../../../platform/platform.ts';
import { firmFacts } from '../../firms/index.ts';
import { createRateBooks } from '../../rates/index.ts';
import { money } from '../formats.ts';
import { mustSeeMatter } from '../matters-store.ts';
import type { PracticeSystems } from '../mirror-kept.ts';
import { divertAccountChanges } from './accounts-store.ts';
import { fieldOf, type LayoutField } from './design.ts';
import { accountPurpose } from './purpose.ts';
import { type completionChange, layoutRoutes } from './schema.ts';
import type { FieldWrite } from './trace.ts';
import { type Read, readBankAccount, readValue } from './values.ts';
import { listLayouts, viewCompletionDetails } from './views.ts';
import { refuseImpossible, storeFields } from './write.ts';

export function bindLayoutRoutes(platform: Platform, systems: PracticeSystems): BoundRoute[] {
  const { clock, database, secrets } = platform;
  const books = createRateBooks(database);
  const facts = async () => ({ systems, rates: await books.current(), now: clock.now() });
  return [
    handle(layoutRoutes.list, ({ params, principal, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.id);
        return await listLayouts(tx, principal.firmId, params.id);
      }),
    ),
    handle(layoutRoutes.completionDetails, async ({ params, principal, scope }) => {
      const known = await facts();
      return await scope.read((tx) => viewCompletionDetails(tx, principal.firmId, params.id, known));
    }),
    handle(layoutRoutes.changeCompletionDetails, async ({ params, body, principal, scope }) => {
      const known = await facts();
      const { firmId } = principal;
      return await scope.write(async (tx) => {
        await mustSeeMatter(tx, firmId, params.id);
        const { currency } = await firmFacts(tx, firmId);
        const purpose = accountPurpose(firmId, params.id);
        const writes = readChanges(body, currency, (text) => secrets.seal(text, purpose));
        const actor = actorOf(principal, clock);
        const left = await divertAccountChanges(tx, platform, actor, params.id, writes);
        const what = { matterId: params.id, layout: 'completion_details', origin: 'staff' } as const;
        if (left.length > 0) await storeFields(tx, actor, { ...what, writes: left });
        return await viewCompletionDetails(tx, firmId, params.id, known);
      });
    }),
  ];
}

/** Every field by its own rules; all that is impossible is told at once. */
function readChanges(
  { fields }: z.output<typeof completionChange>,
  currency: string,
  seal: (text: string) => Buffer,
): FieldWrite[] {
  const errors: FieldError[] = [];
  const writes: FieldWrite[] = [];
  const take = <T>(key: string, read: Read<T>, use: (value: T) => void): void => {
    if (read.ok) use(read.value);
    else errors.push({ field: key, message: read.message });
  };
  for (const [key, change] of Object.entries(fields)) {
    const field = fieldOf('completion_details', key);
    if (!field || change === undefined) continue;
    const common = { field, expected: change.version ?? null };
    if (field.bank) {
      take(key, readBankAccount(change.value), (account) => {
        const sealed = account && {
          sealed: seal(JSON.stringify(account)),
          ending: account.accountNumber.slice(-4),
        };
        writes.push({ ...common, account: sealed });
      });
    } else {
      take(key, readGiven(field, change.value, currency), (value) => writes.push({ ...common, value }));
    }
  }
  refuseImpossible(errors);
  if (writes.length === 0) throw problem('invalid_input', 'fields: name at least one field.');
  return writes;
}

/** Money comes as everywhere in the API, in the firm's own currency. */
function readGiven(field: LayoutField, given: unknown, currency: string): ReturnType<typeof readValue> {
  if (field.kind !== 'money' || given === null) return readValue(field, given);
  const read = money.safeParse(given);
  if (!read.success) return { ok: false, message: 'An amount with its currency' };
  if (read.data.currency !== currency) return { ok: false, message: `Use ${currency}` };
  return readValue(field, read.data.amount);
}
