/**
 * The form on a firm's website: `<script src="…/widget/v1.js" data-widget="KEY" async></script>` shows it where the script
 * stands, or in the element that `data-target` names. It lives in a shadow root: the page's styles and scripts do not reach it.
 */
import { apiOf } from './api.ts';
import { el, fill } from './dom.ts';
import { formOf } from './form.ts';
import { isConfiguration } from './shapes.ts';
import { styleOf } from './style.ts';
import { words } from './words.ts';

// Only while the script itself runs does the page know which one it is.
const script = document.currentScript;
if (script instanceof HTMLScriptElement) whenReady(script, () => start(script));

function whenReady({ dataset }: HTMLScriptElement, run: () => void): void {
  const there = dataset.target === undefined || document.querySelector(dataset.target) !== null;
  if (there || document.readyState !== 'loading') run();
  else document.addEventListener('DOMContentLoaded', run, { once: true });
}

function start(own: HTMLScriptElement): void {
  const { widget: key, target, scheme, preview } = own.dataset;
  const place = target === undefined ? null : document.querySelector(target);
  if (!key || (target !== undefined && !place)) {
    console.warn(
      `Quote form: ${key ? `there is no element ${target}` : 'the script names no form (data-widget)'}.`,
    );
    return;
  }
  const host = el('div');
  // Whatever the page says of its boxes.
  host.style.setProperty('display', 'block', 'important');
  if (place) place.append(host);
  else own.after(host);
  void show(host, { key, scheme, origin: new URL(own.src).origin, preview: preview !== undefined });
}

interface Shown {
  key: string;
  scheme: string | undefined;
  origin: string;
  preview: boolean;
}

async function show(host: HTMLElement, { key, scheme, origin, preview }: Shown): Promise<void> {
  const root = host.attachShadow({ mode: 'open' });
  const box = el('div', { class: 'w', lang: 'en-GB' }, el('p', { role: 'status' }, words.loading));
  try {
    const api = apiOf(origin, key, preview);
    const configuration = await api.get('');
    if (!isConfiguration(configuration)) throw new Error('no configuration');
    root.adoptedStyleSheets = [styleOf(configuration.look, scheme)];
    box.lang = configuration.language;
    fill(box, formOf({ configuration, api, origin, preview }));
  } catch (error) {
    console.warn(
      'Quote form: it cannot be shown. Is it active, and is this website among its addresses?',
      error,
    );
    fill(box, el('p', { role: 'status' }, words.unavailable));
  }
  root.append(box);
}
