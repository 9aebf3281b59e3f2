import { IconMapQuestion } from '@tabler/icons-react';
import {
  createRootRouteWithContext,
  createRoute,
  type ErrorComponentProps,
  Link,
} from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { onlyIn, type RouterContext } from './guards.ts';
import './root-route.css';
import { nameTab } from '../ui/name-tab.ts';
import { screen } from './screen.ts';

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  errorComponent: Broken,
});

/** Parent of every screen of a signed-in member of staff. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: onlyIn('app'),
  component: screen(() => import('./app-frame.tsx'), 'AppFrame'),
});

/** Whatever else is asked for, within the frame: whoever went astray keeps the menu. */
export const nowhereRoute = createRoute({ getParentRoute: () => appRoute, path: '$', component: NotFound });

function NotFound(): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <h1 ref={(title) => nameTab(title)} className="visually-hidden">
        {t('notFoundTitle')}
      </h1>
      <EmptyState
        icon={<IconMapQuestion size={24} stroke={1.5} />}
        title={t('notFoundTitle')}
        action={<Link to="/">{t('goHome')}</Link>}
      >
        {t('notFoundBody')}
      </EmptyState>
    </>
  );
}

function Broken({ error }: ErrorComponentProps): ReactNode {
  return (
    <div className="broken-page">
      <ProblemAlert error={error} onRetry={() => window.location.reload()} />
    </div>
  );
}
