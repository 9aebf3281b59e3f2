import { pino } from 'pino';
import { z } from 'zod';
import { type Config, ConfigError, readConfig } from './config.ts';
import { type Context, createContext } from './context.ts';
import { features } from './feature-list.ts';
import { openDatabase } from './platform/db/connect.ts';
import { addWebApp } from './platform/http/web-app.ts';
import { noteRunning } from './platform/running.ts';

/** A clean stop takes about a second; after this long the program ends in any case. */
const stopWithinMs = 9_000;

/** For a start that a stop has overtaken. */
const never = new Promise<never>(() => undefined);

const demoModule = z.object({
  startDemo: z.custom<(context: Context) => Promise<{ stop(): Promise<void> }>>(
    (value) => typeof value === 'function',
  ),
});

async function main(): Promise<void> {
  const config = readConfig(process.env, { demo: process.argv.includes('--demo') });
  const logger = pino({ level: config.logLevel });
  const closers: (() => Promise<void>)[] = [];
  const stop = stopper(closers, logger);
  process.on('SIGTERM', () => void stop(0));
  process.on('SIGINT', () => void stop(0));

  const database = await openDatabase(config, (line) => logger.info(line));
  closers.unshift(() => database.close());
  void database.lost.then((reason) => {
    logger.fatal(reason);
    void stop(1);
  });
  const context = await createContext(config, database.connection, features, {
    logger,
    extend: (app) => addWebApp(app, new URL('../dist/web/', import.meta.url)),
  });
  closers.unshift(() => context.close());
  if (config.roles.worker) await context.startWork();
  if (config.demo) {
    const demo = await startDemo(context).catch((error: unknown) => {
      // Its firm was half made when somebody stopped the program: that is no failure of the start.
      if (stop.begun()) return never;
      throw error;
    });
    closers.unshift(() => demo.stop());
  }
  if (config.roles.web) {
    const address = await context.app.listen({ host: config.host, port: config.port });
    await listenForFiles(context, config);
    const shown = config.port === 0 ? address : config.publicUrl.origin;
    await noteRunning(config.dataFolder, new URL(shown)).then(
      (takeAway) => closers.unshift(takeAway),
      (error: unknown) => logger.warn({ err: error }, 'the data folder takes no note of where this runs'),
    );
    console.log(`Matterline is ready at ${shown}`);
  } else {
    console.log('Matterline is ready and works; it takes no requests (ROLES).');
  }
}

/** Addresses of files that name the port that was meant name the one that it became. */
async function listenForFiles({ filesApp, platform }: Context, config: Config): Promise<void> {
  const { host, filesPort: port, filesPlaceIsSet } = config;
  const address = await filesApp.listen({ host, port }).catch(async (error: unknown) => {
    if (filesPlaceIsSet || codeOf(error) !== 'EADDRINUSE') throw error;
    const other = await filesApp.listen({ host, port: 0 });
    platform.logger.warn(`port ${port} is taken: files are at ${other}; FILES_PORT chooses another`);
    return other;
  });
  const { filesUrl } = platform;
  if (filesUrl.port === String(port)) filesUrl.port = new URL(address).port;
}

async function startDemo(context: Context): Promise<{ stop(): Promise<void> }> {
  const loaded: unknown = await import(new URL('../demo/index.ts', import.meta.url).href);
  return await demoModule.parse(loaded).startDemo(context);
}

/** Runs the closers in order, once, and ends the process. */
function stopper(closers: (() => Promise<void>)[], logger: { error(detail: object, text: string): void }) {
  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(code || 1), stopWithinMs).unref();
    for (const close of closers) {
      await close().catch((error: unknown) => logger.error({ err: error }, 'stopping'));
    }
    process.exit(code);
  };
  return Object.assign(stop, { begun: () => stopping });
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});

/** A setting, a port or a folder: one line that says what to change. A bug: all that is known. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = codeOf(error);
  if (code === 'EADDRINUSE')
    return 'Matterline did not start: another program listens on this port; set PORT to another number.';
  const plain =
    error instanceof ConfigError || code !== undefined || /^The database|^PostgreSQL/.test(error.message);
  return plain ? `Matterline did not start: ${error.message}` : (error.stack ?? error.message);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
