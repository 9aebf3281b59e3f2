/** Making a pack in the background: watched all the while, and thrown away whole when its asker loses a right meanwhile. */
import { z } from 'zod';
import { recordChange } from '../../platform/change.ts';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { namesOf } from '../conversations/index.ts';
import { findFirm, firmFacts } from '../firms/index.ts';
import { makePlan, type Plan, packEntries } from './contents.ts';
import { type Eyes, scopeOf } from './eyes.ts';
import { createPack, type Packed } from './pack.ts';
import { askerOf, type HandOver, mayStillRead } from './rights.ts';
import { createSigner, type Signer } from './signature.ts';
import { actorOfPack, findPack, makeJobName, setPack } from './store.ts';
import { forgetPack } from './sweep.ts';

/** All that a firm could ever give out at once; a file that would be larger is a fault. */
const maxBytes = 1024 ** 4;
/** A right that ends is noticed within a second. */
const lookAgainMs = 400;

export type MakeDeps = Pick<Platform, 'database' | 'clock' | 'files' | 'secrets' | 'jobs' | 'logger'>;

class Ended extends Error {
  override name = 'Ended';
}

export function makePackJob(deps: MakeDeps): JobKind {
  const signer = createSigner(deps.secrets);
  return jobKind({
    name: makeJobName,
    data: z.object({ firmId: z.uuid(), id: z.uuid() }),
    retryLimit: 2,
    async run({ firmId, id }) {
      const row = await deps.database.firm(firmId).read((tx) => findPack(tx, firmId, id));
      if (row?.state !== 'waiting' && row?.state !== 'running') return;
      try {
        await make(deps, signer, row);
      } catch (error) {
        const ended = error instanceof Ended;
        const change = ended
          ? { state: 'stopped' as const, error: null }
          : { state: 'failed' as const, error: 'It could not be made. Please ask again.' };
        await deps.database.firm(firmId).write((tx) => setPack(tx, row, change));
        if (!ended) throw error;
      }
    },
  });
}

async function make(deps: MakeDeps, signer: Signer, row: HandOver): Promise<void> {
  const { database, clock } = deps;
  const { firm_id: firmId } = row;
  const program = database.firm(firmId);
  if (!(await mayStillRead(database, row))) throw new Ended();
  const eyes = await eyesFor(deps, row);
  const wanted = { matterId: row.matter_id, conversationId: row.conversation_id, contactId: row.contact_id };
  const plan = await makePlan(eyes, { scope: row.scope, ...wanted });
  const seen = { seen_matters: plan.matters, seen_conversations: plan.conversations.map(({ id }) => id) };
  const running = { state: 'running' as const, total_bytes: plan.totalBytes, done_bytes: 0, ...seen };
  if (!(await program.write((tx) => setPack(tx, row, running)))) throw new Ended();
  const { stored, packed } = await write(deps, signer, { ...row, ...running }, { eyes, plan });
  const ready = await program.write(async (tx) => {
    const at = clock.now();
    const facts = { sha256: stored.sha256, size_bytes: stored.sizeBytes, ready_at: at };
    const about = { entries: packed.entries, head_sha256: packed.head, done_bytes: stored.sizeBytes };
    if (!(await setPack(tx, row, { state: 'ready', ...facts, ...about }))) return false;
    await recordChange(tx, actorOfPack(row, at), {
      ...{
        action: 'hand_over.made',
        id: row.id,
        matterId: row.matter_id,
        forPortalUserId: row.portal_user_id,
      },
      detail: {
        sha256: stored.sha256.toString('hex'),
        head: packed.head.toString('hex'),
        missing: packed.missing.length,
      },
    });
    return true;
  });
  if (ready && (await mayStillRead(database, { ...row, ...seen }))) return;
  await forgetPack(deps, { ...row, sha256: stored.sha256 }, 'stopped');
  throw new Ended();
}

async function write(
  deps: MakeDeps,
  signer: Signer,
  row: HandOver,
  { eyes, plan }: { eyes: Eyes; plan: Plan },
): Promise<{ stored: { sha256: Buffer; sizeBytes: number }; packed: Packed }> {
  const { database, files } = deps;
  let doneBytes = 0;
  const about = await aboutPack(deps, row);
  const { stream, packed } = createPack(
    packEntries(eyes, plan, { ...about, fingerprint: signer.fingerprint }),
    {
      about: { title: plan.title, firm: about.firm, madeAt: eyes.now.toISOString(), scope: row.scope },
      signer,
      at: eyes.now,
      onBytes: (count) => {
        doneBytes += count;
      },
    },
  );
  const look = async () => {
    const goesOn =
      (await mayStillRead(database, row)) &&
      (await database.firm(row.firm_id).write((tx) => setPack(tx, row, { done_bytes: doneBytes })));
    if (!goesOn) stream.destroy(new Ended());
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) =>
      deps.logger.warn({ err: error }, 'could not look again who a pack is for'),
    );
  }, lookAgainMs);
  try {
    const stored = await files.put(row.firm_id, stream, maxBytes);
    return { stored, packed: await packed };
  } finally {
    clearInterval(timer);
  }
}

async function eyesFor({ database, files, clock }: MakeDeps, row: HandOver): Promise<Eyes> {
  const { firm_id: firmId } = row;
  const program = database.firm(firmId);
  const asker = askerOf(row);
  const { timeZone } = await program.read((tx) => firmFacts(tx, firmId));
  return {
    firmId,
    reader: asker.staffId === null ? { portalUserId: asker.portalUserId } : { staffId: asker.staffId },
    own: scopeOf(database, asker),
    program,
    secondFactor: asker.staffId === null ? asker.secondFactor : true,
    forClient: asker.staffId === null || !row.internal,
    timeZone,
    files,
    now: clock.now(),
  };
}

async function aboutPack({ database }: MakeDeps, row: HandOver) {
  const { firm_id: firmId } = row;
  const person = row.staff_id ?? row.portal_user_id ?? '';
  return await database.firm(firmId).read(async (tx) => ({
    firm: (await findFirm(tx, firmId))?.name ?? '',
    askedBy: (await namesOf(tx, firmId, [person])).get(person)?.name ?? '',
  }));
}
