import type { strings as home } from './en-GB/home.ts';
import type { strings as nav } from './en-GB/nav.ts';
import type { strings as shell } from './en-GB/shell.ts';
import type { strings as ui } from './en-GB/ui.ts';

/** Every namespace of the catalogue, as types only: a feature's words load with its screens (`screen.ts`). */
export type Catalogue = {
  shell: typeof shell;
  nav: typeof nav;
  ui: typeof ui;
  home: typeof home;
};

export type Namespace = keyof Catalogue;

/** What another English says differently: namespace → key → words. Everything else falls back to en-GB. */
export type Differences = { readonly [N in Namespace]?: { readonly [K in keyof Catalogue[N]]?: string } };
