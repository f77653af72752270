import { describe, expect, it } from 'vitest';
import { renderAlertsPage } from './alerts-page.js';
import { renderSlosPage } from './slos-page.js';

describe('pages that are made from the rules; npx vitest run --project unit -u writes them anew', () => {
  it('docs/alerts.md is what the rules say', async () => {
    await expect(renderAlertsPage()).toMatchFileSnapshot('../../docs/alerts.md');
  });

  it('docs/slos.md is what objectives and burn rates say', async () => {
    await expect(renderSlosPage()).toMatchFileSnapshot('../../docs/slos.md');
  });

  it('leave no template behind', () => {
    expect(renderAlertsPage()).not.toContain('{{');
  });
});
