/** Calls in writing: the firm's own speech service, what it made of recordings, and what people made of that. */
export { refusalOf as addressRefusal } from './address.ts';
export { createSpeechFeature } from './feature.ts';
export { workFirm } from './lanes.ts';
export { speechRoutes } from './schema.ts';
export type { SpeechDeps } from './send.ts';
export { serviceFetch } from './service-fetch.ts';

import './tables.ts';
