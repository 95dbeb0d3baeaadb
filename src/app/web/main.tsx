// Where the pages start: the theme, the language, the browser's clock and chance, and the app.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { type Browser, BrowserProvider } from '../../ui/answer.tsx';
import { LanguageProvider } from '../../ui/language.tsx';
import { navigate } from '../../ui/router.tsx';
import '../../ui/theme.css';
import { App } from './app.tsx';
import { newId, newKey } from './chance.tsx';

const browser: Browser = {
  newKey,
  newId,
  signedOut() {
    const { pathname, search } = window.location;
    if (pathname === '/login') return;
    navigate(`/login?next=${encodeURIComponent(pathname + search)}`, { replace: true });
  },
};

const theme = new URLSearchParams(window.location.search).get('theme');
if (theme === 'dark') document.documentElement.dataset.theme = 'dark';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <LanguageProvider>
      <BrowserProvider value={browser}>
        <App />
      </BrowserProvider>
    </LanguageProvider>
  </StrictMode>,
);
