/**
 * Sends: one lane a firm, so that a firm's service has one thing to do at a time, several firms side by side. A lane is held
 * by a lease that runs out when its worker dies.
 */
import { newId } from '../../platform/ids.ts';
import { listUntold, nextDue } from './drafts-store.ts';
import { type SpeechDeps, sendDraft } from './send.ts';
import { readSettings } from './settings-store.ts';
import { takeUp } from './take-up.ts';
import { tellWords } from './tell.ts';
import { tryService } from './try-service.ts';

const defaultLanes = 4;
/** Longer than any one request may take. */
const leaseMs = 40 * 60_000;
/** Then the lane is given back, so that others have their turn. */
const turnMs = 60_000;
/** A firm with nothing to do is looked at this often. */
const lookEveryMs = 3_000;

export interface SpeechLanes {
  /** Starts a lane for every firm whose turn it is, and does not wait for them. */
  round(): Promise<boolean>;
  /** Waits for the lanes under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createSpeechLanes(
  deps: SpeechDeps,
  onFreed: () => void = () => undefined,
  most = defaultLanes,
): SpeechLanes {
  const { platform } = deps;
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let others = false;

  function start(firmId: string): void {
    const lane = workFirm(deps, firmId, stopping.signal)
      .catch((error: unknown) => {
        platform.logger.error({ err: error, firmId }, 'a speech lane failed; it is tried again');
        return false;
      })
      .then((more) => {
        running.delete(firmId);
        if (more || others) onFreed();
      });
    running.set(firmId, lane);
  }

  return {
    async round() {
      const free = most - running.size;
      if (free <= 0 || stopping.signal.aborted) return false;
      const turn = await listTurn(deps, [...running.keys()], free + 1);
      others = turn.length > free;
      for (const firmId of turn.slice(0, free)) start(firmId);
      return false;
    },
    idle: async () => void (await Promise.all(running.values())),
    async stop() {
      stopping.abort();
      await Promise.all(running.values());
    },
  };
}

async function listTurn({ platform }: SpeechDeps, except: string[], limit: number): Promise<string[]> {
  const now = platform.clock.now();
  const rows = await platform.database.system((tx) =>
    tx
      .selectFrom('speech_settings')
      .select('firm_id')
      .where(({ or, eb }) => or([eb('leased_until', 'is', null), eb('leased_until', '<=', now)]))
      .where(({ or, eb }) =>
        or([
          eb('served_at', 'is', null),
          eb('served_at', '<=', new Date(now.getTime() - lookEveryMs)),
          eb('test_state', '=', 'waiting'),
        ]),
      )
      .$if(except.length > 0, (query) => query.where('firm_id', 'not in', except))
      .orderBy('served_at', (order) => order.asc().nullsFirst())
      .limit(limit)
      .execute(),
  );
  return rows.map(({ firm_id }) => firm_id);
}

/** Does what is due for one firm. True when its turn ended before its work did. */
export async function workFirm(
  deps: SpeechDeps,
  firmId: string,
  stopping: AbortSignal = new AbortController().signal,
): Promise<boolean> {
  const { platform } = deps;
  const scope = platform.database.firm(firmId);
  const lease = newId();
  if (!(await takeLease(deps, firmId, lease))) return false;
  const endsAt = performance.now() + turnMs;
  try {
    while (!stopping.aborted) {
      if (performance.now() > endsAt) return true;
      if (!(await step(deps, firmId, lease))) return false;
    }
    return true;
  } finally {
    await scope.write((tx) =>
      tx
        .updateTable('speech_settings')
        .set({ lease: null, leased_until: null })
        .where('firm_id', '=', firmId)
        .where('lease', '=', lease)
        .execute(),
    );
  }
}

/** One thing after the other; false when there is nothing to do now. */
async function step(deps: SpeechDeps, firmId: string, lease: string): Promise<boolean> {
  const { platform } = deps;
  const scope = platform.database.firm(firmId);
  const now = platform.clock.now();
  await tellAll(deps, firmId);
  const settings = await scope.write(async (tx) => {
    const held = await tx
      .updateTable('speech_settings')
      .set({ leased_until: new Date(now.getTime() + leaseMs) })
      .where('firm_id', '=', firmId)
      .where('lease', '=', lease)
      .returning('firm_id')
      .executeTakeFirst();
    const row = held ? await readSettings(tx, firmId) : null;
    if (row) await takeUp(tx, row, now);
    return row;
  });
  if (!settings) return false;
  if (settings.test_state === 'waiting') {
    await tryService(deps, settings);
    return true;
  }
  if (settings.rest_until !== null && settings.rest_until > now) return false;
  const draft = await scope.read((tx) => nextDue(tx, firmId, now));
  if (!draft) return false;
  // Also when the firm is not ready any more: then it is not sent, and says why.
  await sendDraft(deps, settings, draft);
  return true;
}

/** What was made or changed and is not in the texts yet; one odd call must not keep the others from being told. */
async function tellAll(deps: SpeechDeps, firmId: string): Promise<void> {
  const { platform } = deps;
  const untold = await platform.database.firm(firmId).read((tx) => listUntold(tx, firmId));
  for (const interactionId of untold)
    await tellWords(deps, firmId, interactionId).catch((error: unknown) =>
      platform.logger.error(
        { err: error, firmId, interactionId },
        'what was said could not be told; it is tried again',
      ),
    );
}

async function takeLease({ platform }: SpeechDeps, firmId: string, lease: string): Promise<boolean> {
  const now = platform.clock.now();
  const taken = await platform.database.firm(firmId).write((tx) =>
    tx
      .updateTable('speech_settings')
      .set({ lease, leased_until: new Date(now.getTime() + leaseMs), served_at: now })
      .where('firm_id', '=', firmId)
      .where(({ or, eb }) => or([eb('leased_until', 'is', null), eb('leased_until', '<=', now)]))
      .returning('firm_id')
      .executeTakeFirst(),
  );
  return taken !== undefined;
}
