/** The words of conversations, as the database, the interface and the screens use them. */
export const conversationKinds = ['external', 'internal', 'channel', 'direct'] as const;
export type ConversationKind = (typeof conversationKinds)[number];

export const conversationStates = ['draft', 'open', 'archived', 'ended'] as const;
export type ConversationState = (typeof conversationStates)[number];

/** With whom words may be shared without losing privilege, the closest first. */
export const conversationClasses = ['privileged', 'common_interest', 'third_party', 'opposing'] as const;
export type ConversationClass = (typeof conversationClasses)[number];

export const leavings = ['left', 'removed', 'ended', 'for_cause'] as const;
export type Leaving = (typeof leavings)[number];
