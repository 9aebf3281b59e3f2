/** Bound to its matter: sealed bytes that are copied to another one do not open there. */
export function accountPurpose(firmId: string, matterId: string): string {
  return `layout:completion_details:${firmId}:${matterId}:payoutAccount`;
}
