/** `npm run bench [name…]`: runs the benchmarks and keeps their results in bench/results/. */
import { publish, type Report } from './report.ts';

const benchmarks: Record<string, () => Promise<{ run(): Promise<Report> }>> = {
  ingest: () => import('./ingest.ts'),
  pipeline: () => import('./pipeline.ts'),
  latency: () => import('./latency.ts'),
  match: () => import('./match.ts'),
  mirror: () => import('./mirror.ts'),
  portal: () => import('./portal.ts'),
  quote: () => import('./quote.ts'),
  search: () => import('./search.ts'),
  start: () => import('./start.ts'),
  upload: () => import('./upload.ts'),
  'upload-kills': () => import('./upload-kills.ts'),
  'upload-kills-browser': () => import('./upload-kills-browser.ts'),
  'what-if': () => import('./what-if.ts'),
};

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const unknown = wanted.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark named ${unknown.join(', ')}; there are: ${Object.keys(benchmarks).join(', ')}.`,
  );
  process.exit(2);
}
for (const [name, load] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`${name} …`);
  await publish(await (await load()).run());
}
