/** The reference client of tus sends a large file and is killed, and so is the server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from './report.ts';
import { killProcess, runKills } from './upload-kill-run.ts';

const program = fileURLToPath(new URL('./upload-client.ts', import.meta.url));

export async function run(): Promise<Report> {
  return await runKills({
    name: 'upload-kills',
    by: 'tus-js-client in parts of 8 MiB',
    async prepare({ world, sender, file }) {
      const token = sender.headers.authorization?.replace('Bearer ', '') ?? '';
      const words = [sender.url, token, sender.conversationId, file, join(world.folder, 'upload-url')];
      let client: ChildProcess | null = null;
      return {
        async start() {
          client = spawn(process.execPath, ['--no-warnings', program, ...words], { stdio: 'inherit' });
        },
        async kill() {
          if (client) await killProcess(client);
        },
        async lookAfter() {
          if (client?.exitCode) throw new Error(`the client ended with ${client.exitCode}`);
        },
      };
    },
  });
}
