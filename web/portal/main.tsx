import '@fontsource-variable/inter/wght.css';
import '../ui/tokens.css';
import '../ui/base.css';
import './portal.css';
import './ui/parts.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Portal } from './portal.tsx';
import { SessionProvider } from './session.tsx';

/* The client portal is a page of its own (`portal.html`): nothing of the staff app comes with it. */
const place = document.getElementById('app');
if (!place) throw new Error('portal.html has no #app');

createRoot(place).render(
  <StrictMode>
    <SessionProvider>
      <Portal />
    </SessionProvider>
  </StrictMode>,
);

// `colour-scheme.js` chose before the first paint; a device may change at dusk.
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', ({ matches }) => {
  document.documentElement.setAttribute('data-mantine-color-scheme', matches ? 'dark' : 'light');
});
