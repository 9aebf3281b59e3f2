/** Where a workspace is to be seen: on its matter, else on its lead. */
export function placeOf(line: { matterId: string | null; leadId: string | null }): string | null {
  if (line.matterId !== null) return `/matters/${line.matterId}/onboarding`;
  return line.leadId === null ? null : `/leads/${line.leadId}/onboarding`;
}
