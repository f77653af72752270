import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { signTokens } from '../../../src/cli/sign-tokens.js';
import { readUpSettings } from '../../../src/cli/up/settings.js';
import { openCollections } from '../../../src/ledger/documents.js';
import { postUntilAccepted } from '../../support/post-until-accepted.js';
import type { UpHome } from '../../support/up-process.js';

/** A user who is nothing but what a page must not obey. */
export const HOSTILE_USER = '<img/src=x/onerror=document.title=1><script>document.title=2</script>';
/** Their clicks fail: their balances are no numbers until `mendAccounts`. */
export const BROKEN_USERS = Array.from({ length: 12 }, (_, index) => `broken-${index}`);
/** Sends more than one user may. */
const GREEDY_USER = 'greedy';

/** What the demo's traffic lacks: clicks that fail, that are refused, and one of a hostile user. */
export async function sendFirstClicks(home: Pick<UpHome, 'folder' | 'env'>): Promise<void> {
  const { api, tokens, mongodbUrl, mongodbDatabase } = await readUpSettings(home.env, join(home.folder, 'var'));
  const mongo = new MongoClient(mongodbUrl);
  try {
    const { accounts } = openCollections(mongo.db(mongodbDatabase));
    await accounts.insertMany(BROKEN_USERS.map((_id) => ({ _id, balance: 'not a number' })) as never);
  } finally {
    await mongo.close();
  }
  const tokenOf = await signTokens([...BROKEN_USERS, HOSTILE_USER, GREEDY_USER], { ...tokens, lifeSeconds: 600 });
  const accepted = [...BROKEN_USERS, HOSTILE_USER].map((userId) => postUntilAccepted({ url: api.url, userId, token: tokenOf(userId), idempotencyKey: randomUUID() }));
  const greedy = Array.from({ length: 30 }, () => sendOnce(api.url, tokenOf(GREEDY_USER)));
  await Promise.all([...accepted, ...greedy]);
}

async function sendOnce(api: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() };
  const answer = await fetch(`${api}/api/mining/click`, { method: 'POST', headers });
  await answer.body?.cancel();
}
