/** The portal in the firm's name: look, logo, icons, and its own address. Their public face. */
import type { FastifyInstance } from 'fastify';
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { placeOf } from './hosts.ts';
import { createPortalLookRoutes } from './routes.ts';

export { type Place, placeOf, portalUrlOf } from './hosts.ts';
export { defaultAccent, findLook, getLook, type Look, pictureAddress } from './look-store.ts';
export { iconSource } from './pictures.ts';
export { portalLookRoutes, publicLook } from './schema.ts';

export function createPortalLookFeature(platform: Platform): Feature {
  return {
    routes: createPortalLookRoutes(platform),
    extend: (app) => leadToPortal(app, platform),
  };
}

/** Who types the firm's own address comes to its portal, not to the staff's door. */
async function leadToPortal(app: FastifyInstance, platform: Platform): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    if (request.url !== '/' || request.host === platform.publicUrl.host) return;
    if ((await placeOf(platform, request.host)).firmId !== null) return reply.redirect('/portal', 303);
  });
}
