import { type ComponentType, lazy } from 'react';
import { AppointmentsCard } from '../calendar/appointments-card.tsx';
import { MissingCard } from '../daily-proof/missing-card.tsx';
import { LeadsCard } from '../leads/leads-card.tsx';
import { OnboardingCard } from '../onboarding/onboarding-card.tsx';
import { TextsCard } from '../texts/texts-card.tsx';
import { ConnectionsCard } from './connections-card.tsx';
import { DifferencesCard } from './differences-card.tsx';
import { ReviewCard } from './review-card.tsx';
import { SourcesCard } from './sources-card.tsx';
import { TasksCard } from './tasks-card.tsx';

const MessagesCard = lazy(() =>
  import('../conversations/messages-card.tsx').then((module) => ({ default: module.MessagesCard })),
);

/** What Home shows, in order: each a section that reads its own data. A feature adds its line. */
export const homeCards: readonly { name: string; Card: ComponentType }[] = [
  { name: 'sources', Card: SourcesCard },
  { name: 'connections', Card: ConnectionsCard },
  { name: 'missing', Card: MissingCard },
  { name: 'review', Card: ReviewCard },
  { name: 'texts', Card: TextsCard },
  { name: 'messages', Card: MessagesCard },
  { name: 'onboarding', Card: OnboardingCard },
  { name: 'differences', Card: DifferencesCard },
  { name: 'leads', Card: LeadsCard },
  { name: 'appointments', Card: AppointmentsCard },
  { name: 'tasks', Card: TasksCard },
];
