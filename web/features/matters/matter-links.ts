/** Addresses of a matter's pages; a record on a page stands behind `#`. */
export function matterAddress(id: string, tab?: string): string {
  return tab === undefined ? `/matters/${id}` : `/matters/${id}/${tab}`;
}
