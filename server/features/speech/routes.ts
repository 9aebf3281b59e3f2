import type { Scope } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { askForOne, changeDraft, type DraftChange, matterOf } from './change-draft.ts';
import { speechRoutes } from './schema.ts';
import type { SpeechDeps } from './send.ts';
import { saveSettings, wantTest } from './settings-store.ts';
import { tellWords } from './tell.ts';
import { viewSettings, viewSpeech } from './views.ts';

/** `wake`: there may be something to send. */
export function createSpeechRoutes(deps: SpeechDeps, wake: () => void): BoundRoute[] {
  const { platform } = deps;
  const now = () => platform.clock.now();

  async function change(
    { scope, principal }: { scope: Scope; principal: { firmId: string; staffId: string } },
    id: string,
    what: DraftChange,
  ) {
    const { firmId, staffId } = principal;
    const interactionId = await scope.write((tx) =>
      changeDraft(tx, { firmId, staffId, now: now() }, id, what),
    );
    // What was changed stands; a worker tells it again when it cannot be told at once.
    await tellWords(deps, firmId, interactionId).catch((error: unknown) =>
      platform.logger.warn({ err: error, interactionId }, 'what was said is told later'),
    );
    wake();
    return await scope.read((tx) => viewSpeech(tx, firmId, interactionId, now()));
  }

  return [
    handle(speechRoutes.getSpeechSettings, ({ scope, principal }) =>
      scope.read((tx) => viewSettings(tx, principal.firmId)),
    ),

    handle(speechRoutes.saveSpeechSettings, async ({ scope, principal, body }) => {
      const { firmId, staffId } = principal;
      const view = await scope.write(async (tx) => {
        await saveSettings(tx, platform, { firmId, staffId }, body);
        return await viewSettings(tx, firmId);
      });
      wake();
      return view;
    }),

    handle(speechRoutes.testSpeechService, async ({ scope, principal }) => {
      const { firmId, staffId } = principal;
      const view = await scope.write(async (tx) => {
        await wantTest(tx, platform, { firmId, staffId });
        return await viewSettings(tx, firmId);
      });
      wake();
      return view;
    }),

    handle(speechRoutes.getInteractionSpeech, ({ scope, principal, params }) =>
      scope.read(async (tx) => {
        await matterOf(tx, principal.firmId, params.id);
        return await viewSpeech(tx, principal.firmId, params.id, now());
      }),
    ),

    handle(speechRoutes.askForSpeech, async ({ scope, principal, params }) => {
      const { firmId, staffId } = principal;
      const view = await scope.write(async (tx) => {
        await askForOne(tx, { firmId, staffId, now: now() }, params.id);
        return await viewSpeech(tx, firmId, params.id, now());
      });
      wake();
      return view;
    }),

    handle(speechRoutes.correctDraft, (call) =>
      change(call, call.params.id, { do: 'correct', ...call.body }),
    ),
    handle(speechRoutes.approveDraft, (call) =>
      change(call, call.params.id, { do: 'approve', ...call.body }),
    ),
    handle(speechRoutes.discardDraft, (call) =>
      change(call, call.params.id, { do: 'discard', ...call.body }),
    ),
    handle(speechRoutes.restoreDraft, (call) =>
      change(call, call.params.id, { do: 'restore', ...call.body }),
    ),
    handle(speechRoutes.retryDraft, (call) => change(call, call.params.id, { do: 'retry' })),
  ];
}
