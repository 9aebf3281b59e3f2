/** Names of the address's parameters, apart from what they mean: they load with every screen. */

/** Parameters that say which leads of which period; they are the same on every page of insights. */
export const askedNames = ['period', 'from', 'to', 'by', 'source', 'type', 'referrer', 'staff'] as const;
/** How the page shows them. */
export const pageNames = ['part', 'group', 'over'] as const;
/** Which number's rows: its metric, a bucket of days, a reason or a stage. */
export const behindNames = ['metric', 'at', 'reason', 'stage', 'selected'] as const;
