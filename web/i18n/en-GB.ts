import type { strings as account } from './en-GB/account.ts';
import type { strings as activity } from './en-GB/activity.ts';
import type { strings as backfill } from './en-GB/backfill.ts';
import type { strings as connections } from './en-GB/connections.ts';
import type { strings as contacts } from './en-GB/contacts.ts';
import type { strings as conversions } from './en-GB/conversions.ts';
import type { strings as dailyProof } from './en-GB/daily-proof.ts';
import type { strings as entry } from './en-GB/entry.ts';
import type { strings as feeScales } from './en-GB/fee-scales.ts';
import type { strings as home } from './en-GB/home.ts';
import type { strings as imports } from './en-GB/imports.ts';
import type { strings as leads } from './en-GB/leads.ts';
import type { strings as matters } from './en-GB/matters.ts';
import type { strings as nav } from './en-GB/nav.ts';
import type { strings as options } from './en-GB/options.ts';
import type { strings as quotePage } from './en-GB/quote-page.ts';
import type { strings as quotes } from './en-GB/quotes.ts';
import type { strings as rates } from './en-GB/rates.ts';
import type { strings as referrers } from './en-GB/referrers.ts';
import type { strings as retroLink } from './en-GB/retro-link.ts';
import type { strings as review } from './en-GB/review.ts';
import type { strings as settings } from './en-GB/settings.ts';
import type { strings as shell } from './en-GB/shell.ts';
import type { strings as sources } from './en-GB/sources.ts';
import type { strings as speech } from './en-GB/speech.ts';
import type { strings as staff } from './en-GB/staff.ts';
import type { strings as tasks } from './en-GB/tasks.ts';
import type { strings as ui } from './en-GB/ui.ts';
import type { strings as webhooks } from './en-GB/webhooks.ts';
import type { strings as whatIf } from './en-GB/what-if.ts';

/** Every namespace of the catalogue, as types only: a feature's words load with its screens (`screen.ts`). */
export type Catalogue = {
  shell: typeof shell;
  nav: typeof nav;
  ui: typeof ui;
  home: typeof home;
  activity: typeof activity;
  review: typeof review;
  sources: typeof sources;
  backfill: typeof backfill;
  connections: typeof connections;
  options: typeof options;
  staff: typeof staff;
  settings: typeof settings;
  entry: typeof entry;
  account: typeof account;
  matters: typeof matters;
  contacts: typeof contacts;
  tasks: typeof tasks;
  imports: typeof imports;
  'what-if': typeof whatIf;
  'retro-link': typeof retroLink;
  'daily-proof': typeof dailyProof;
  webhooks: typeof webhooks;
  speech: typeof speech;
  rates: typeof rates;
  referrers: typeof referrers;
  leads: typeof leads;
  quotes: typeof quotes;
  conversions: typeof conversions;
  'quote-page': typeof quotePage;
  'fee-scales': typeof feeScales;
};

export type Namespace = keyof Catalogue;

/** What another English says differently: namespace → key → words. Everything else falls back to en-GB. */
export type Differences = { readonly [N in Namespace]?: { readonly [K in keyof Catalogue[N]]?: string } };
