import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openAlertReceiver } from './alert-receiver.js';

const OURS = 'http://127.0.0.1:20093';

const firing = {
  status: 'firing',
  labels: { alertname: 'MiningTargetDown', severity: 'critical', job: 'mining-click-api' },
  annotations: { summary: 'A process is gone', description: 'It does not\nanswer.', runbook_url: 'http://127.0.0.1:8080/docs/runbooks/MiningTargetDown' },
  startsAt: '2026-11-23T12:00:05.000Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: 'a1',
};
const resolved = { ...firing, status: 'resolved', endsAt: '2026-11-23T12:01:05.000Z' };

/** A receiver of its own, what it has said, and how to send to it as Alertmanager does. */
async function openHere(more: { api?: string; watchdogLimitMs?: number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-alerts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const said: string[] = [];
  const logFile = join(folder, 'alerts.ndjson');
  const say = (line: string): void => void said.push(line);
  const receiver = await openAlertReceiver({ alertmanager: OURS, api: 'http://127.0.0.1:8080', logFile, say, ...more });
  onTestFinished(receiver.close);
  const send = async (path: string, alerts: unknown, externalURL = OURS): Promise<number> => {
    const body = JSON.stringify({ version: '4', externalURL, alerts });
    return (await fetch(`${receiver.url}${path}`, { method: 'POST', body })).status;
  };
  return { said, send, logged: () => readFileSync(logFile, 'utf8') };
}

describe('the receiver of alerts', () => {
  it('shows an alert in one line when it fires and when it is resolved, and keeps both', async () => {
    const { said, send, logged } = await openHere();
    expect(await send('/alerts', [firing])).toBe(200);
    // The notification of another alert of the group names it again.
    await send('/alerts', [firing, { ...firing, fingerprint: 'b2', labels: { ...firing.labels, job: 'mining-click-worker' } }]);
    await send('/alerts', [resolved]);
    expect(said).toHaveLength(3);
    expect(said[0]).toMatch(
      /^\[\d\d:\d\d:05\] critical MiningTargetDown A process is gone\. It does not answer\. http:\/\/127\.0\.0\.1:8080\/docs\/runbooks\/MiningTargetDown$/,
    );
    expect(said[2]).toMatch(/^\[\d\d:\d\d:05\] critical MiningTargetDown resolved: A process is gone$/);
    const lines = logged().trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ time, status }) => [time, status])).toEqual([
      [firing.startsAt, 'firing'],
      [firing.startsAt, 'firing'],
      [resolved.endsAt, 'resolved'],
    ]);
    expect(lines[0]).toMatchObject({ labels: firing.labels, annotations: firing.annotations });
  });

  it('shows an alert that fires anew', async () => {
    const { said, send } = await openHere();
    await send('/alerts', [firing]);
    await send('/alerts', [{ ...firing, startsAt: '2026-11-23T13:00:05.000Z' }]);
    expect(said).toHaveLength(2);
  });

  it('ignores what another Alertmanager sends, and refuses what is no notification', async () => {
    const { said, send } = await openHere();
    expect(await send('/alerts', [firing], 'http://127.0.0.1:9093')).toBe(200);
    expect(await send('/alerts', 'no alerts')).toBe(400);
    expect(said).toEqual([]);
  });

  it('lets nothing through that a terminal obeys', async () => {
    const { said, send } = await openHere();
    await send('/alerts', [{ ...firing, annotations: { summary: 'a\u001b[2Jb\r\nc', description: '\u0007d' } }]);
    expect(said[0]).toContain('a [2Jb c. d');
  });

  it('says once that the watchdog is silent, and once that it is back; the watchdog itself is not shown', async () => {
    const { said, send } = await openHere({ watchdogLimitMs: 100 });
    await vi.waitUntil(() => said.length === 1, { timeout: 10_000 });
    expect(said[0]).toMatch(/^The watchdog has not arrived/);
    await send('/watchdog', [{ ...firing, labels: { alertname: 'Watchdog', severity: 'none' } }]);
    expect(said[1]).toBe('The watchdog arrives again.');
  });

  it('leads to the runbook at the API of its own stack, and elsewhere where the rules do', async () => {
    const { said, send, logged } = await openHere({ api: 'http://127.0.0.1:8110' });
    const elsewhere = { ...firing, fingerprint: 'b2', annotations: { ...firing.annotations, runbook_url: 'https://runbooks.example.org/MiningTargetDown.md' } };
    await send('/alerts', [firing, elsewhere]);
    expect(said[0]).toMatch(/ http:\/\/127\.0\.0\.1:8110\/docs\/runbooks\/MiningTargetDown$/);
    expect(said[1]).toMatch(/ https:\/\/runbooks\.example\.org\/MiningTargetDown\.md$/);
    expect(logged()).toContain('http://127.0.0.1:8110/docs/runbooks/MiningTargetDown');
  });
});
