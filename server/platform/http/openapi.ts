/** The API's description, made from the declared routes and from what addresses for machines say of themselves. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform } from 'fastify-type-provider-zod';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** An operation of OpenAPI: how an address that machines call stands in the API's description. */
    openapi?: object;
  }
}

export type MachinePaths = Readonly<Record<string, object>>;

/** What the routes that are added to `machines` from now on tell of themselves. */
export function collectMachinePaths(machines: FastifyInstance): MachinePaths {
  const paths: Record<string, object> = {};
  machines.addHook('onRoute', ({ url, config }) => {
    if (config?.openapi) paths[url.replaceAll(/:(\w+)/g, '{$1}')] = { post: config.openapi };
  });
  return paths;
}

export async function addDescription(
  app: FastifyInstance,
  publicUrl: URL,
  machinePaths: MachinePaths,
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Matterline',
        version: '1',
        description: 'Communications and client hub of a law firm. Errors are RFC 9457 problem details.',
      },
      servers: [{ url: publicUrl.origin }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'matterline.session_token' },
          portal: { type: 'apiKey', in: 'cookie', name: 'matterline-portal' },
        },
      },
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig: { target: 'draft-2020-12' } }),
    transformObject: (document) =>
      'openapiObject' in document
        ? { ...document.openapiObject, paths: { ...document.openapiObject.paths, ...machinePaths } }
        : document.swaggerObject,
  });
}
