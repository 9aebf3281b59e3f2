import '@fontsource-variable/inter/wght.css';
import '../../ui/tokens.css';
import '../../ui/base.css';
import './alone.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { QuotePage } from './quote-page.tsx';

/* The client's page is a page of its own (`quote.html`): nothing of the staff app comes with it. */
const place = document.getElementById('app');
if (!place) throw new Error('quote.html has no #app');
const token = decodeURIComponent(window.location.pathname.split('/')[2] ?? '');

createRoot(place).render(
  <StrictMode>
    <QuotePage token={token} />
  </StrictMode>,
);

// `colour-scheme.js` chose before the first paint; a device may change at dusk.
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', ({ matches }) => {
  document.documentElement.setAttribute('data-mantine-color-scheme', matches ? 'dark' : 'light');
});
