/** The look of the pages that need no build: one text, whose hash the content security policy names. */
import { createHash } from 'node:crypto';

export const pageStyle = `
:root{color-scheme:light dark;--ink:#1d211f;--soft:#5b625f;--line:#d9dcd8;--ground:#fff;--band:#f4f5f2;--accent:#0e5a55}
@media (prefers-color-scheme:dark){:root{--ink:#e9ece9;--soft:#a6aeaa;--line:#3a403d;--ground:#161817;--band:#1f2321;--accent:#72c9be}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/24px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:60rem;margin:0 auto;padding:24px 16px 64px}
h1{font-size:28px;line-height:36px;margin:0 0 8px}
h2{font-size:22px;line-height:28px;margin:40px 0 8px;border-top:1px solid var(--line);padding-top:24px}
h3{font-size:17px;line-height:24px;margin:24px 0 8px}
p,li{max-width:72ch;overflow-wrap:anywhere}
.lead{color:var(--ink)}
.note,small,footer{color:var(--soft);font-size:14px;line-height:20px}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.wide{overflow-x:auto;margin:16px 0}
table{border-collapse:collapse;width:100%;font-size:15px;line-height:22px;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:0 0 8px}
th,td{text-align:left;vertical-align:top;padding:8px 12px 8px 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{font-weight:600;color:var(--soft);font-size:13px;line-height:18px}
tbody th{min-width:6rem}
ul,ol{padding-left:20px;margin:4px 0}
footer{margin-top:40px;border-top:1px solid var(--line);padding-top:16px}
@media print{body{font-size:11pt}main{max-width:none;padding:0}nav{display:none}.wide{overflow:visible}tr,h2,h3{break-inside:avoid;break-after:auto}h2,h3{break-after:avoid}}
`;

export const frameStyle = `
:root{color-scheme:light dark}
body{margin:0;padding:4px;background:transparent}
@media (prefers-color-scheme:dark){body{background:#161817}}
`;

/** For `style-src`. */
export function hashOfStyle(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}
