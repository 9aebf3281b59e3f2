/** A client of the firm sends a large file from the page of their conversation; the browser is killed, and so is the server. */
import { join } from 'node:path';
import type { Report } from './report.ts';
import { killBrowser, type OpenBrowser, openAndChoose } from './upload-browser.ts';
import { runKills } from './upload-kill-run.ts';
import { prepareClient } from './upload-sender.ts';

export async function run(): Promise<Report> {
  return await runKills({
    name: 'upload-kills-browser',
    by: 'Chromium from a page of the portal, where the file is chosen again after each start of the browser,',
    async prepare({ world, sender, port, file }) {
      const { cookie } = await prepareClient(world, sender);
      const profile = join(world.folder, 'browser');
      const { conversationId } = sender;
      let open: OpenBrowser | null = null;
      return {
        async start() {
          open = await openAndChoose({
            origin: `http://localhost:${port}`,
            ...{ conversationId, cookie, file, profile },
          });
        },
        async kill() {
          if (open) await killBrowser(open);
        },
        lookAfter: async () => open?.lookAfter(),
      };
    },
  });
}
