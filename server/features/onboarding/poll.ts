/** Asking the service what changed: finds what webhooks lost. */
import type { Actor } from '../../platform/change.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { type OnboardingWorkspace, VendorError } from '../../vendors/ports.ts';
import { nextTry } from './decide.ts';
import { endEvent, listWaitingEvents, postponeEvent } from './events-store.ts';
import { overlapMs, pollEveryMs, type SettingsRow } from './settings-store.ts';
import { settle } from './settle.ts';
import type { Work } from './test-service.ts';
import { takeOver } from './workspaces-store.ts';

/** One pass over what changed since the last one, page by page; one that broke off goes on at its page. */
export async function poll(work: Work, row: SettingsRow): Promise<void> {
  const { deps, client, firmId } = work;
  const { database, clock, logger } = deps.platform;
  const started = clock.now();
  if (row.poll_due_at > started) return;
  const scope = database.firm(firmId);
  const began = row.poll_started_at ?? started;
  const since = new Date(row.polled_to.getTime() - overlapMs);
  const note = (change: Partial<SettingsRow>) =>
    scope.write((tx) =>
      tx.updateTable('onboarding_settings').set(change).where('firm_id', '=', firmId).execute(),
    );
  let after = row.poll_after;
  do {
    const page = await client.listChangedSince(since, after).catch(async (error: unknown) => {
      // A page that is not known any more: the next pass begins anew.
      if (after !== null && error instanceof VendorError && error.problem.failure !== 'rate_limited')
        await note({ poll_after: null, poll_started_at: null });
      throw error;
    });
    for (const why of page.unreadable) logger.warn({ firmId, why }, 'a workspace could not be read');
    for (const told of page.workspaces) await take(work, told);
    // A service that answers with the same page again would be asked for ever.
    after = page.next === after ? null : page.next;
    await note({ poll_after: after, poll_started_at: began });
  } while (after !== null);
  await note({
    polled_to: began,
    polled_at: clock.now(),
    poll_started_at: null,
    poll_due_at: new Date(clock.now().getTime() + pollEveryMs),
  });
  await scope.write((tx) =>
    appendEvents(tx, firmId, [{ type: 'onboarding_settings.changed', subjectId: firmId }]),
  );
}

/** Workspaces of which a webhook or a person said that they changed. One that is not there yet is asked for again later. */
export async function fetchAsked(work: Work): Promise<void> {
  const { deps, client, firmId } = work;
  const { database, clock } = deps.platform;
  const scope = database.firm(firmId);
  const events = await scope.read((tx) => listWaitingEvents(tx, firmId, 'changed', clock.now()));
  for (const event of events) {
    if (event.kind !== 'changed') continue;
    const told = await client.fetchWorkspace(event.externalId).catch(async (error: unknown) => {
      if (!(error instanceof VendorError)) throw error;
      const next = nextTry(error.problem, event.attempts);
      if (next.kind === 'rest') throw error;
      await scope.write((tx) =>
        next.kind === 'again'
          ? postponeEvent(tx, firmId, event.id, new Date(clock.now().getTime() + next.seconds * 1000))
          : endEvent(tx, firmId, event.id, clock.now(), next.why),
      );
      return null;
    });
    if (told === null) continue;
    await take(work, told);
    await scope.write((tx) => endEvent(tx, firmId, event.id, clock.now()));
  }
}

async function take({ deps, provider, firmId }: Work, told: OnboardingWorkspace): Promise<void> {
  const { database, clock } = deps.platform;
  const actor: Actor = { firmId, staffId: null, now: clock.now() };
  await database.firm(firmId).write(async (tx) => {
    const id = await takeOver(tx, actor, provider.kind, told);
    if (id !== null) await settle(tx, deps, actor, id);
  });
}
