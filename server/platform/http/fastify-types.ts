import type { Principal, Route } from './contract.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the gate of every declared route. */
    principal: Principal | null;
  }
  interface FastifyContextConfig {
    declared?: Route;
  }
}
