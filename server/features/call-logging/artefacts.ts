/** The files of an interaction: recordings, voicemails, pictures, fax documents. */
import type { Artefact } from '../../vendors/ports.ts';
import { compareText } from './sessions.ts';

/** Each file once, by kind and id, with everything that any observation said about it. */
export function mergeArtefacts(observations: readonly { artefacts?: Artefact[] | undefined }[]): Artefact[] {
  const merged = new Map<string, Artefact>();
  for (const { artefacts } of observations) {
    for (const file of artefacts ?? []) {
      const key = `${file.kind} ${file.id}`;
      merged.set(key, { ...merged.get(key), ...withoutUndefined(file) });
    }
  }
  return [...merged].sort(([a], [b]) => compareText(a, b)).map(([, file]) => file);
}

function withoutUndefined(file: Artefact): Artefact {
  const copy = { ...file };
  if (copy.url === undefined) delete copy.url;
  if (copy.text === undefined) delete copy.text;
  if (copy.contentType === undefined) delete copy.contentType;
  if (copy.fileName === undefined) delete copy.fileName;
  if (copy.durationSeconds === undefined) delete copy.durationSeconds;
  return copy;
}
