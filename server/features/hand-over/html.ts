/** The pages of a pack: read from a disk, by anybody, without a script and without a network. Pure. */

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const style = `:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:52rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;display:block;overflow-x:auto}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid GrayText}
article{border-top:1px solid GrayText;padding:.75rem 0}article p{white-space:pre-wrap;margin:.25rem 0}
article h3{font-size:1rem;margin:0}.quiet{opacity:.8;font-size:.9rem}
code,pre{font-family:ui-monospace,monospace}pre{white-space:pre-wrap}
@media print{a{color:inherit}}`;

/** `home`: from this page to the front page; null: it is the front page. */
export function pageHead(title: string, home: string | null): string {
  const back = home === null ? '' : `<p><a href="${home}">All of this pack</a></p>`;
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${back}
<h1>${escaped(title)}</h1>
`;
}

export const pageEnd = '</main>\n</body>\n</html>\n';

/** A link to a file of the pack, by its path from the page. */
export function linkTo(path: string, words: string): string {
  const href = path.split('/').map(encodeURIComponent).join('/');
  return `<a href="${href}"><bdi>${escaped(words)}</bdi></a>`;
}

/** Times in the firm's zone, and for machines in UTC. */
export function createTimes(zone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  });
  return (at) => `<time datetime="${at.toISOString()}">${escaped(format.format(at))}</time>`;
}
