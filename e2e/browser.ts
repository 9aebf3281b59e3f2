import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LaunchOptions } from 'playwright-core';
import { z } from 'zod';

/** A browser that really starts here, or one line that says why none does and how to get one. */
export type FoundBrowser = { launchOptions: LaunchOptions } | { reason: string };

/**
 * The packaged Chromium comes with more flags, made for a serverless host: one process for everything, and web security
 * switched off. Neither is needed, and tests without web security would prove less.
 */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
];

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
] as const;

type Environment = Record<string, string>;
type Candidate = { executablePath: string; env: Environment };

/**
 * Finds a Chromium: `CHROMIUM_PATH` when set, else the one among the npm packages, else the system's. Each is really
 * started (`--version`) before it is offered.
 */
export async function findBrowser(): Promise<FoundBrowser> {
  const failures: string[] = [];
  for (const find of [chosenBrowser, packagedBrowser, systemBrowsers]) {
    try {
      for (const candidate of find()) {
        const failure = whyNotRunning(candidate);
        if (failure === undefined) return { launchOptions: { ...candidate, args: ARGS } };
        failures.push(`${candidate.executablePath}: ${failure}`);
      }
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  const why = failures.join('; ') || 'none is installed';
  return {
    reason: `no browser runs here (${why}): install one ("apt-get install chromium") or set CHROMIUM_PATH`,
  };
}

function chosenBrowser(): Candidate[] {
  const chosen = process.env.CHROMIUM_PATH;
  return chosen ? [{ executablePath: chosen, env: ownEnvironment() }] : [];
}

function systemBrowsers(): Candidate[] {
  return SYSTEM_BROWSERS.filter((path) => existsSync(path)).map((executablePath) => ({
    executablePath,
    env: ownEnvironment(),
  }));
}

/** With the system's libraries first; then with those that the package carries (NSS, NSPR, expat), for a bare machine. */
function packagedBrowser(): Candidate[] {
  if (process.platform !== 'linux' || process.arch !== 'x64') return [];
  const folder = unpack();
  const executablePath = join(folder, 'chromium');
  const env = ownEnvironment();
  // Without a configuration of its own the machine has no fonts either, and text would have no size.
  if (!existsSync('/etc/fonts/fonts.conf'))
    env.FONTCONFIG_FILE = join(folder, 'fonts', 'matterline-fonts.conf');
  const libraries = [join(folder, 'al2023', 'lib'), env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return [
    { executablePath, env },
    { executablePath, env: { ...env, LD_LIBRARY_PATH: libraries } },
  ];
}

function ownEnvironment(): Environment {
  const env: Environment = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  return env;
}

function whyNotRunning({ executablePath, env }: Candidate): string | undefined {
  const run = spawnSync(executablePath, ['--no-sandbox', '--version'], {
    env,
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (run.error) return run.error.message;
  return run.status === 0
    ? undefined
    : run.stderr.trim().split('\n')[0] || `ended with ${run.status ?? run.signal}`;
}

/**
 * Unpacks the npm package's Chromium once, beside the packages. The package itself would unpack into the common /tmp,
 * take whatever is called /tmp/chromium there (somebody else's, or half of one), and change our environment: so it runs
 * in a process of its own with a temporary folder of its own, and the result gets its name only when it is whole.
 */
function unpack(): string {
  const home = dirname(dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium')))));
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')));
  const place = cacheFolder(dirname(dirname(home)));
  const target = join(place, `chromium-${version}`);
  if (existsSync(join(target, 'chromium'))) return target;
  const unfinished = mkdtempSync(`${target}.new-`);
  const script = `import(${JSON.stringify(import.meta.resolve('@sparticuz/chromium'))}).then((m) => m.default.executablePath())`;
  // This variable is how the package is told to unpack its libraries too.
  const env = { ...process.env, TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  const run = spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8' });
  if (run.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(`the packaged Chromium does not unpack: ${run.stderr.trim().split('\n')[0]}`);
  }
  chmodSync(join(unfinished, 'chromium'), 0o755);
  writeFileSync(
    join(unfinished, 'fonts', 'matterline-fonts.conf'),
    `<?xml version="1.0"?>\n<fontconfig><dir>${join(target, 'fonts')}</dir><cachedir>${join(target, 'fonts-cache')}</cachedir></fontconfig>\n`,
  );
  try {
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another test run may have been quicker.
    if (!existsSync(join(target, 'chromium'))) throw error;
  }
  return target;
}

function cacheFolder(modules: string): string {
  const beside = join(modules, '.cache', 'matterline');
  try {
    mkdirSync(beside, { recursive: true });
    rmSync(mkdtempSync(join(beside, 'try-')), { recursive: true });
    return beside;
  } catch {
    // Packages that somebody else installed: a folder of our own that nobody else can prepare for us.
    const own = join(tmpdir(), `matterline-cache-${userInfo().uid}`);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    return own;
  }
}
