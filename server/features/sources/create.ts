import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PhoneSystem } from '../../vendors/ports.ts';
import { hookUrlOf, newHookKey, newHookSecret } from './hook-address.ts';
import { checkApiUrl, normaliseOwnNumbers } from './own-numbers.ts';
import { sourceKind } from './schema.ts';
import { type KeptCredentials, sealCredentials, sealed } from './store.ts';

export interface NewSource {
  platform: Platform;
  vendors: Readonly<Record<string, PhoneSystem>>;
  firmId: string;
  /** null: the operator's command line. */
  staffId: string | null;
  kind: string;
  name: string;
  secret?: string | undefined;
  credentials?: KeptCredentials | undefined;
  ownNumbers: readonly string[];
}

/** Connects a phone system. The secret is told once, here; it lies sealed afterwards. */
export async function createSource(tx: Tx, input: NewSource) {
  const { platform, firmId } = input;
  const vendor = input.vendors[input.kind];
  if (!vendor)
    throw problem('invalid_input', `Known kinds: ${Object.keys(input.vendors).join(', ')}.`, {
      fields: [{ field: 'kind', message: 'Unknown' }],
    });
  checkApiUrl(input.credentials?.apiUrl);
  const id = newId();
  const hookKey = newHookKey();
  const secret = vendor.abilities.webhook ? (input.secret ?? newHookSecret(vendor.signature.scheme)) : null;
  const now = platform.clock.now();
  const polls = input.credentials !== undefined;
  await tx
    .insertInto('sources')
    .values({
      firm_id: firmId,
      id,
      kind: input.kind,
      name: input.name,
      hook_key: hookKey,
      secret: secret === null ? null : platform.secrets.seal(secret, sealed.secret),
      credentials: input.credentials ? sealCredentials(platform, input.credentials) : null,
      own_numbers: await normaliseOwnNumbers(tx, firmId, input.ownNumbers),
      poll_due_at: polls ? now : null,
      subscription_due_at: polls ? now : null,
      last_event_at: null,
      poll_cursor: null,
      polled_at: null,
      missed_at: null,
      subscription: null,
      removed_at: null,
      created_at: now,
    })
    .execute();
  if (vendor.abilities.webhook)
    await tx.insertInto('hook_keys').values({ hook_key: hookKey, firm_id: firmId, source_id: id }).execute();
  await audit(tx, {
    firmId,
    staffId: input.staffId,
    action: 'source.created',
    subjectType: 'source',
    subjectId: id,
    detail: { kind: input.kind, name: input.name },
    at: now,
  });
  await appendEvents(tx, firmId, [{ type: 'source.changed', subjectId: id }]);
  return {
    id,
    kind: sourceKind.parse(vendor.kind),
    hookUrl: vendor.abilities.webhook ? hookUrlOf(platform, hookKey) : null,
    secret,
  };
}
