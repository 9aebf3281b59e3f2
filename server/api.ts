/** Every route of the API as a type: what the web client is made of. */
import type { ExchangesOf } from './platform/http/contract.ts';

export type Api = ExchangesOf<Record<never, never>>;
