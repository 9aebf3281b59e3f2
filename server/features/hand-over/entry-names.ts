/** Names inside a pack: readable, the same on every system, never twice. Pure. */

const longest = 120;
/** Names that Windows keeps for itself. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** One part of a path: no separators, no control or direction marks, nothing that a shell or `sha256sum` must escape. */
export function safeName(name: string): string {
  const plain = name
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(/[\\/:*?"<>|]/g, '_')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const cut = shorten(plain)
    .replace(/^\.+/, '_')
    .replace(/[. ]+$/, '');
  if (cut === '') return 'unnamed';
  return reserved.test(cut) ? `_${cut}` : cut;
}

/** Keeps the ending, by which people know what a file is. */
function shorten(name: string): string {
  const letters = [...name];
  if (letters.length <= longest) return name;
  const dot = letters.lastIndexOf('.');
  const ending = dot > 0 && letters.length - dot <= 12 ? letters.slice(dot) : [];
  return [...letters.slice(0, longest - ending.length), ...ending].join('');
}

/** Gives each path once; capitals do not tell two apart, since they do not everywhere. */
export function createPaths(): (path: string) => string {
  const given = new Set<string>();
  return (path) => {
    const [, stem = path, ending = ''] = /^(.*?)(\.[^./]{1,12})?$/s.exec(path) ?? [];
    for (let number = 1; ; number += 1) {
      const wanted = number === 1 ? path : `${stem} (${number})${ending}`;
      const key = wanted.toLowerCase();
      if (given.has(key)) continue;
      given.add(key);
      return wanted;
    }
  };
}
