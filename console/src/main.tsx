import { render } from 'preact';
import { takeTokenFromAddress } from './api/token.ts';
import { App } from './app.tsx';
import { applyTheme } from './hooks/preferences.ts';
import './style.css';
import './components/components.css';

takeTokenFromAddress();
addEventListener('hashchange', takeTokenFromAddress);
applyTheme();
const root = document.getElementById('page');
if (root) render(<App />, root);
