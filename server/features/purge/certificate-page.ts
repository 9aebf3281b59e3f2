/** The certificate as a page: read from a disk, by anybody, without a script and without a network. Pure. */
import { createTimes, escaped, pageEnd, pageHead } from '../hand-over/index.ts';
import type { Refusal } from './decide.ts';
import type { Certificate, Proof } from './proof.ts';

const stayed: Partial<Record<Refusal, string>> = {
  held: 'was on hold',
  open: 'was not closed any more',
  for_ever: 'is kept for ever by now',
  not_yet: 'has to be kept longer by now',
  kept_elsewhere: 'is kept by a connected system',
  decider_gone: 'one of the two who decided had lost the right to',
  gone: 'was gone already',
};

/** `signature`: in base64. */
export function certificatePage(of: Certificate, signature: string): string {
  const time = createTimes(of.firm.timeZone);
  const at = (iso: string) => time(new Date(iso));
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  const backups =
    of.backupsUntil === null
      ? 'How long backups are kept was not known when this was written: a backup made before may still hold all of it.'
      : `Backups made before may still hold it until ${escaped(day.format(new Date(of.backupsUntil)))}.`;
  return [
    pageHead('Certificate of a purge', null),
    `<table>
<tr><th scope="row">Firm</th><td>${escaped(of.firm.name)}</td></tr>
<tr><th scope="row">Why</th><td>${escaped(of.reason)}</td></tr>
<tr><th scope="row">Proposed</th><td>${escaped(of.proposed.name)}, ${at(of.proposed.at)}</td></tr>
<tr><th scope="row">Confirmed</th><td>${escaped(of.confirmed.name)}, ${at(of.confirmed.at)}</td></tr>
<tr><th scope="row">Finished</th><td>${at(of.finishedAt)}</td></tr>
<tr><th scope="row">Backups</th><td>${backups}</td></tr>
</table>
`,
    `<h2>Purged (${of.purged.length})</h2>\n`,
    of.purged.length === 0
      ? '<p>Nothing was purged.</p>\n'
      : of.purged.map((one) => matterPart(one, at, day)).join(''),
    of.refused.length === 0
      ? ''
      : `<h2>Stayed (${of.refused.length})</h2>\n<ul>${of.refused.map(stay).join('')}</ul>\n`,
    `<h2>How to check this</h2>
<p>The JSON of this certificate is signed by the firm’s installation (Ed25519). Key: <code>${escaped(of.keyFingerprint)}</code></p>
<p>Signature: <code>${escaped(signature)}</code></p>
<p>Bytes that other records of the firm name as well were kept for those. The audit log keeps who did what when, with hashes of its words alone.</p>
`,
    pageEnd,
  ].join('');
}

function stay({ number, why }: Certificate['refused'][number]): string {
  const words = Object.entries(stayed).find(([reason]) => reason === why)?.[1] ?? why;
  return `<li>${escaped(number)}: ${escaped(words)}</li>`;
}

function matterPart(one: Proof, at: (iso: string) => string, day: Intl.DateTimeFormat): string {
  const rows = Object.entries(one.counts).toSorted(([a], [b]) => a.localeCompare(b));
  return `<article>
<h3>Matter ${escaped(one.number)}</h3>
<p>Closed on ${escaped(day.format(new Date(one.closedOn)))}, kept for ${one.years} ${one.years === 1 ? 'year' : 'years'}, due since ${escaped(day.format(new Date(one.dueOn)))}. Purged ${at(one.purgedAt)}.</p>
<p class="quiet">Id <code>${one.matterId}</code>; ${one.ids} records, SHA-256 of their ids <code>${one.idsSha256}</code></p>
<details><summary>What went: ${one.files.length} files, ${one.bytes} bytes, rows of ${rows.length} tables</summary>
<table>${rows.map(([table, count]) => `<tr><th scope="row">${escaped(table.replaceAll('_', ' '))}</th><td>${count}</td></tr>`).join('')}</table>
${one.files.length === 0 ? '' : `<pre>${one.files.join('\n')}</pre>`}
</details>
</article>
`;
}
