import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './explorer.css';
import { createRoot } from 'react-dom/client';
import { operationOf } from './address.ts';
import { ask, readStart } from './ask.ts';
import { Explorer } from './Explorer.tsx';
import { examples } from './examples.ts';

const pastDays = 90;

/** Opens the page: the examples are filled in with customers that exist. */
async function open(place: Element): Promise<void> {
  const start = await readStart();
  const pastDay = new Date(Date.now() - pastDays * 86_400_000).toISOString().slice(0, 10);
  const tabs = examples({ customerIds: start.customerIds, pastDay });
  createRoot(place).render(<Explorer role={start.role} tabs={tabs} first={operationOf(location.hash)} ask={ask} />);
}

const place = document.getElementById('explorer');
if (place !== null) await open(place);
