import type { Route } from './contract.ts';

/** Finds the route of a path; of several, the one with the fewest placeholders. */
export function createRouter(routes: readonly Route[]) {
  const compiled = routes
    .map((route) => {
      const names = [...route.template.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
      const escaped = route.template.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
      const pattern = new RegExp(`^${escaped.replaceAll(/\{[^}]+\}/g, '([^/]+)')}$`);
      return { route, names, pattern };
    })
    .toSorted((left, right) => left.names.length - right.names.length);
  return (method: string, path: string) => {
    for (const { route, names, pattern } of compiled) {
      const match = route.method === method ? pattern.exec(path) : null;
      if (match === null) continue;
      const params = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')] as const);
      return { route, params: Object.fromEntries(params) };
    }
    return null;
  };
}
