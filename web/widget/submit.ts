/** Sending: what is wrong is told in one place and at each field; the same request is never sent as two. */
import { type Api, Refused, wait } from './api.ts';
import type { Contact } from './contact.ts';
import { el, fill } from './dom.ts';
import type { Field } from './field.ts';
import { type Configuration, errorsOf, type Inputs, isConfiguration, isThanks } from './shapes.ts';
import { words } from './words.ts';

interface Deps {
  configuration: Configuration;
  api: Api;
  preview: boolean;
  summary: HTMLElement;
  contact: Contact;
  state(): { inputs: Inputs; fields: readonly Field[] };
}

/** The server thinks that only a program is quicker. */
const leastMs = 3_500;

export function submitterOf({ configuration, api, preview, summary, contact, state }: Deps) {
  let { ticket } = configuration;
  let sending = false;
  let last = { text: '', id: '' };

  /** The same words keep their id, so a second try after a broken line is still one request. */
  function idOf(text: string): string {
    if (last.text !== text) last = { text, id: newUuid() };
    return last.id;
  }

  async function send(body: object, tries = 2): Promise<unknown> {
    try {
      return await api.post('/requests', { ...body, ticket });
    } catch (error) {
      if (!(error instanceof Refused) || tries === 0) throw error;
      if (error.status === 429 && error.retryAfter <= 5) {
        await wait(error.retryAfter * 1000);
        return await send(body, tries - 1);
      }
      if (!errorsOf(error.body).some(({ field }) => field === 'ticket')) throw error;
      // The page stood open for weeks.
      const again = await api.get('');
      if (isConfiguration(again)) ticket = again.ticket;
      await wait(leastMs);
      return await send(body, tries - 1);
    }
  }

  function complain(found: readonly { field: Field | null; message: string }[]): void {
    summary.hidden = false;
    const items = found.map(({ field, message }) => {
      if (!field) return el('li', {}, message);
      const jump = el('button', { type: 'button', class: 'link' }, `${field.label}: ${message}`);
      jump.addEventListener('click', () => field.focus());
      return el('li', {}, jump);
    });
    fill(summary, el('strong', {}, words.check(found.length)), el('ul', {}, ...items));
    summary.focus();
  }

  /** Everything that stands there, or null when something must be looked at first. */
  function collected(): { body: object; fields: readonly Field[] } | null {
    const { inputs, fields: asked } = state();
    const fields = [...asked, ...contact.fields];
    const faults = fields.flatMap((field) => {
      const message = field.fault();
      field.showError(message);
      return message === null ? [] : [{ field, message }];
    });
    summary.hidden = true;
    if (faults.length > 0) {
      complain(faults);
      return null;
    }
    const content = { inputs, ...contact.values(), page: location.href.split(/[?#]/)[0]?.slice(0, 500) };
    return { body: { id: idOf(JSON.stringify(content)), ...content }, fields };
  }

  return {
    /** The firm's thanks, or null: it was not sent, and the person was told why. */
    async submit(button: HTMLButtonElement): Promise<string | null> {
      if (sending) return null;
      const ready = collected();
      if (!ready) return null;
      if (preview) {
        complain([{ field: null, message: words.preview }]);
        return null;
      }
      sending = true;
      button.setAttribute('aria-disabled', 'true');
      fill(button, words.sending);
      try {
        const answer = await send(ready.body);
        return isThanks(answer) ? answer.thanks : '';
      } catch (error) {
        complain(problemsOf(error, ready.fields));
        return null;
      } finally {
        sending = false;
        button.removeAttribute('aria-disabled');
        fill(button, words.send);
      }
    },
  };
}

function problemsOf(error: unknown, fields: readonly Field[]): { field: Field | null; message: string }[] {
  if (!(error instanceof Refused)) return [{ field: null, message: words.failed }];
  if (error.status === 429)
    return [{ field: null, message: words.tooMany(Math.max(1, Math.ceil(error.retryAfter / 60))) }];
  const found = errorsOf(error.body).map(({ field: name, message }) => {
    const field = fields.find((one) => one.name === name) ?? null;
    field?.showError(message);
    return { field, message };
  });
  return found.length > 0 ? found : [{ field: null, message: words.failed }];
}

/** `randomUUID` is there on secure pages only; a form may stand on one that is not. */
function newUuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
