import { render } from 'preact';
import './style.css';

const root = document.getElementById('page');
if (root) render(<h1>mining-clicks</h1>, root);
