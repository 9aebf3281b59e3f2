/**
 * The origin of files. What people uploaded is handed out here and nowhere else, so that whatever it is it meets no cookie,
 * no session and no page of ours. Every refusal is the same bare answer.
 */
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { Problem } from './problems.ts';
import { trusted } from './server.ts';

export interface FilesServerOptions {
  logger: FastifyBaseLogger;
  trustProxy: false | number | string[];
  onAnswer(request: FastifyRequest, reply: FastifyReply): void;
  serve(app: FastifyInstance): Promise<void>;
}

const headers = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, no-store',
};

export async function createFilesServer(options: FilesServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.logger,
    trustProxy: trusted(options.trustProxy),
    routerOptions: { maxParamLength: 2_000 },
    logController: new LogController({ disableRequestLogging: true }),
    return503OnClosing: true,
    forceCloseConnections: true,
    frameworkErrors: (_error, _request, reply) => refuse(reply),
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers);
  });
  app.addHook('onResponse', (request, reply, done) => {
    options.onAnswer(request, reply);
    done();
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply));
  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof Problem)) request.log.error({ err: error }, 'handing out a file');
    return refuse(reply);
  });
  await options.serve(app);
  return app;
}

function refuse(reply: FastifyReply): FastifyReply {
  return reply.code(404).headers(headers).type('text/plain; charset=utf-8').send('There is nothing here.\n');
}
