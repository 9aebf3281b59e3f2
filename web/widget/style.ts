/** The look: the firm's colours on a quiet ground, light or dark as the visitor's device asks for. */
import type { Configuration } from './shapes.ts';

/** In pixels: the page around decides what a rem is. */
const sheet = `
.w{all:initial;display:block;box-sizing:border-box;max-width:640px;margin:0;padding:16px;border:1px solid var(--line);border-radius:8px;background:var(--ground);color:var(--ink);font-size:16px;line-height:24px;overflow-wrap:anywhere}
.w,.w *{font-family:var(--font)}
.w *,.w *::before{box-sizing:border-box}
[hidden]{display:none!important}
h2{font-size:20px;line-height:28px;margin:0 0 12px;font-weight:650}
h3,legend,summary{font-size:16px;line-height:24px;font-weight:650;padding:0;margin:0}
h3{margin-top:8px}
p{margin:0}
fieldset{border:0;padding:0;margin:0 0 20px;min-width:0}
legend{margin-bottom:8px}
.fields{display:grid;gap:14px;grid-template-columns:repeat(auto-fit,minmax(min(100%,240px),1fr))}
form>.fields{margin-bottom:20px}
.wide{grid-column:1/-1}
label{display:block;margin-bottom:4px}
.tick{display:flex;gap:10px;align-items:flex-start;margin:0;min-height:24px;cursor:pointer}
.tick input{flex:none;width:20px;height:20px;margin:2px 0 0;accent-color:var(--accent)}
.hint{color:var(--soft);font-size:14px;line-height:20px}
input:not([type=checkbox],[type=radio]),select,textarea{font-size:16px;line-height:24px;width:100%;min-height:44px;padding:9px 12px;border:1px solid var(--edge);border-radius:6px;background:var(--ground);color:var(--ink);margin:0}
textarea{min-height:88px;resize:vertical}
.unit{position:relative;display:block}
.unit>span{position:absolute;left:12px;top:10px;color:var(--soft)}
.unit>input:not([type=checkbox],[type=radio]){padding-left:30px}
:focus{outline:none}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
[aria-invalid=true]{border-color:var(--bad)!important}
.hint+.fields{margin-top:10px}
.error{color:var(--bad);font-size:14px;line-height:20px;margin-top:4px}
.summary{border:2px solid var(--bad);border-radius:6px;padding:12px;margin-bottom:16px}
.summary ul{margin:4px 0 0;padding-left:20px}
.link{background:none;border:0;padding:2px 0;color:var(--accent);text-decoration:underline;font-size:16px;line-height:24px;text-align:left;cursor:pointer}
a{color:var(--accent)}
details{margin:0 0 20px}
summary{cursor:pointer;padding:8px 0;min-height:24px}
summary+*{margin-top:8px}
.cost{background:var(--band);border-radius:8px;padding:14px;margin:0 0 20px}
.cost details{margin:8px 0 0}
.sum{font-size:22px;line-height:30px;font-weight:650;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;font-size:15px;line-height:22px;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:650;padding:12px 0 4px}
th,td{padding:6px 0;border-top:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
td{text-align:right;padding-left:12px;white-space:nowrap}
tfoot th,tfoot td{font-weight:650}
small{display:block;color:var(--soft);font-size:13px;line-height:18px}
button.main{font-size:16px;line-height:24px;font-weight:650;min-height:48px;width:100%;padding:11px 20px;border:0;border-radius:6px;background:var(--accent);color:var(--accent-ink);cursor:pointer}
button.main[aria-disabled=true]{opacity:.65;cursor:default}
.away{position:absolute;left:-10000px;top:auto;width:1px;height:1px;overflow:hidden}
.foot{margin-top:12px}
.note{margin-bottom:12px;color:var(--soft)}
@media print{button.main{display:none}}
`;

const light =
  '--ground:#fff;--ink:#1d211f;--soft:#59605d;--line:#dcdfdb;--edge:#7c837f;--band:#f4f5f2;--bad:#b3261e';
const dark =
  '--ground:#161817;--ink:#e9ece9;--soft:#a9b1ad;--line:#39403c;--edge:#7d8682;--band:#1f2321;--bad:#f2a19b';

/** `scheme`: what the page asks for instead of the device. */
export function styleOf(look: Configuration['look'], scheme: string | undefined): CSSStyleSheet {
  const own = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif';
  const paint = (tokens: string, { accent, ink }: { accent: string; ink: string }) =>
    `.w{${tokens};--accent:${accent};--accent-ink:${ink}}`;
  const onLight = `${paint(light, look.light)}.w{color-scheme:light}`;
  const onDark = `${paint(dark, look.dark)}.w{color-scheme:dark}`;
  const colours =
    scheme === 'light'
      ? onLight
      : scheme === 'dark'
        ? onDark
        : `${onLight}@media (prefers-color-scheme:dark){${onDark}}`;
  const made = new CSSStyleSheet();
  made.replaceSync(`${sheet}.w{--font:${look.font === 'page' ? 'inherit' : own}}${colours}`);
  return made;
}
