/** What a rate comes to once its parts are known. Pure. */

/** null when there is nothing to divide by: no rate is not a rate of 0. */
export function ratio(above: number, below: number): number | null {
  return below === 0 ? null : above / below;
}
