import { StartFault } from '../embedded/start-fault.js';
import { confirm } from './confirm.js';

/** @throws StartFault unless it was agreed to beforehand (`--yes`), or whoever sits at the terminal agrees now. */
export async function confirmOrRefuse(question: string, agreed: boolean): Promise<void> {
  if (agreed || (await confirm(question))) return;
  throw new StartFault('Nothing was changed: it was not confirmed. Without a terminal, look with --dry-run, then add --yes.');
}
