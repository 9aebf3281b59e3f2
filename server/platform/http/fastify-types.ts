import type { PortalPrincipal, Principal, Route } from './contract.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the gate of every declared route. */
    principal: Principal | null;
    /** Set instead on routes of the portal. */
    portalPrincipal?: PortalPrincipal | null;
  }
  interface FastifyContextConfig {
    declared?: Route;
  }
}
