import './style.css';
import './components/components.css';
import './components/table.css';
import { render } from 'preact';
import { takeTokenFromAddress } from './api/token.ts';
import { App } from './app.tsx';
import { applyTheme } from './hooks/preferences.ts';
import { allowOnlyEmptyMarkup } from './security/trusted-types.ts';

takeTokenFromAddress();
addEventListener('hashchange', takeTokenFromAddress);
allowOnlyEmptyMarkup();
applyTheme();
const root = document.getElementById('page');
if (root) render(<App />, root);
