/** Call logging: what an interaction is, what becomes of it, and why. */

export { fetchArtefacts } from './artefact-fetch.ts';
export { createCallLoggingFeature } from './feature.ts';
export { type PipelineDeps, pipelineRound, processFirm } from './pipeline.ts';
export { closeSilentSessions, settleDue } from './reconcile.ts';
export { callLoggingRoutes, interactionSummary, logEntry } from './schema.ts';
export { type PresentInteraction, readSummaries } from './summaries.ts';
