/** Call logging: what an interaction is, what becomes of it, and why. */

export { fetchArtefacts } from './artefact-fetch.ts';
export { proofRound } from './daily-proof/round.ts';
export { dailyProofRoutes } from './daily-proof/schema.ts';
export { createCallLoggingFeature } from './feature.ts';
export { guardedFetch } from './guarded-fetch.ts';
export { loadOptions } from './options-store.ts';
export { type PipelineDeps, pipelineRound, processFirm } from './pipeline.ts';
export { closeSilentSessions, resettle, settleDue } from './reconcile.ts';
export { redoRound } from './redos/run.ts';
export { redoRoutes } from './redos/schema.ts';
export { retroLinkRoutes } from './retro-link/schema.ts';
export { callLoggingRoutes, interactionSummary, logEntry } from './schema.ts';
export { type KeptWords, putSpokenWords, type SpokenWords } from './spoken.ts';
export { type PresentInteraction, readSummaries } from './summaries.ts';
export { whatIfRound } from './what-if/run.ts';
export { whatIfRoutes } from './what-if/schema.ts';
