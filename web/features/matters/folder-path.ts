type Node = { id: string; parentId: string | null; name: string };

/** The folders from the top down to this one; empty at the top, or when it is none of these. */
export function folderPath<F extends Node>(folders: readonly F[], id: string | null): F[] {
  const path: F[] = [];
  let at = folders.find((folder) => folder.id === id);
  while (at && !path.includes(at)) {
    path.unshift(at);
    const { parentId } = at;
    at = folders.find((folder) => folder.id === parentId);
  }
  return path;
}

/** Every folder with its whole path, in the order of the paths, for choosing one. */
export function folderChoices(folders: readonly Node[]): { value: string; label: string }[] {
  return folders
    .map(({ id }) => ({
      value: id,
      label: folderPath(folders, id)
        .map(({ name }) => name)
        .join(' / '),
    }))
    .sort((one, other) => one.label.localeCompare(other.label));
}
