/** The page's entry. Style sheets come in the order of their layers. */
import './theme/tokens.css';
import './theme/mantine.css';
import './theme/fonts.css';
import './theme/base.css';
import { defined } from '../base/assert.ts';
import { start } from './start.tsx';

start(defined(document.getElementById('root'), '#root'));
