import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { QuotePage } from './quote-page.tsx';

const route = getRouteApi('/quote/$token');

/** The client's page inside the staff app, where somebody follows the link there. */
export function QuotePageScreen(): ReactNode {
  const { token } = route.useParams();
  return <QuotePage token={token} />;
}
