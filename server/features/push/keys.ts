/** The key pair by which push services know this installation: made once, its private half sealed. */
import webPush from 'web-push';
import type { Platform } from '../../platform/platform.ts';
import './tables.ts';

export interface PushKeys {
  /** base64url; browsers subscribe with it. */
  publicKey: string;
  privateKey: string;
}

const purpose = 'push key';
type Deps = Pick<Platform, 'database' | 'secrets' | 'clock'>;

export async function findKeys({ database, secrets }: Deps): Promise<PushKeys | null> {
  const row = await database.system((tx) =>
    tx.selectFrom('push_keys').select(['public_key', 'private_key']).executeTakeFirst(),
  );
  return row ? { publicKey: row.public_key, privateKey: secrets.open(row.private_key, purpose) } : null;
}

/** Two processes that start at once end with the same pair. */
export async function pushKeys(deps: Deps): Promise<PushKeys> {
  const known = await findKeys(deps);
  if (known) return known;
  const made = webPush.generateVAPIDKeys();
  await deps.database.system((tx) =>
    tx
      .insertInto('push_keys')
      .values({
        public_key: made.publicKey,
        private_key: deps.secrets.seal(made.privateKey, purpose),
        created_at: deps.clock.now(),
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute(),
  );
  const kept = await findKeys(deps);
  if (!kept) throw new Error('the key pair of push notices was not kept');
  return kept;
}
