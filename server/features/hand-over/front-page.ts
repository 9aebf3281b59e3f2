/** The page that one opens first: what is here, what is not, and how to check it. Pure. */
import type { Eyes } from './eyes.ts';
import { createTimes, escaped, linkTo, pageEnd, pageHead } from './html.ts';
import { verifying } from './words.ts';

export interface Chapter {
  title: string;
  pages: { path: string; title: string }[];
}

export function frontPage(
  title: string,
  chapters: readonly Chapter[],
  {
    firm,
    askedBy,
    fingerprint,
    eyes,
  }: {
    firm: string;
    askedBy: string;
    fingerprint: string;
    eyes: Pick<Eyes, 'timeZone' | 'now' | 'forClient'>;
  },
): string {
  const time = createTimes(eyes.timeZone);
  const parts = chapters.map(({ title: heading, pages }) => {
    const items = pages.map((page) => `<li>${linkTo(page.path, page.title)}</li>`);
    return `<h2>${escaped(heading)}</h2>\n<ul>\n${items.join('\n')}\n</ul>\n`;
  });
  return `${pageHead(title, null)}<p>Given out by ${escaped(firm)}, ${time(eyes.now)}, for ${escaped(askedBy)}.</p>
<p>${eyes.forClient ? outside : inside}</p>
${parts.join('') || '<p>There is nothing here yet.</p>\n'}<h2>Checking this file</h2>
<pre>${escaped(verifying.join('\n'))}</pre>
<p>Fingerprint of the key: <code>${escaped(fingerprint)}</code></p>
${pageEnd}`;
}

const outside =
  'It holds what was shared between the firm and its client, as far as whoever asked for it may read. The firm’s internal notes are not part of it. Files that the firm’s virus scan holds back, and what was withdrawn, are named and not included.';
const inside =
  'It holds the whole record as far as whoever asked for it may read, with what is internal to the firm. Do not give it to anybody outside.';
