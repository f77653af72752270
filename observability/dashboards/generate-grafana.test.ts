import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DASHBOARDS, DATA_SOURCES, LOCAL_LINKS } from '../config.js';
import { generateGrafana } from './generate-grafana.js';

const files = new Map(generateGrafana(LOCAL_LINKS).map(({ path, content }) => [path, content]));
const read = (path: string) => files.get(path) ?? '';

describe('generateGrafana', () => {
  it('has a file for each dashboard, named as it is', () => {
    const uids = Object.values(DASHBOARDS);
    for (const uid of uids) expect(JSON.parse(read(`grafana/dashboards/${uid}.json`))).toMatchObject({ uid, schemaVersion: 42, editable: false });
    expect(files.size).toBe(uids.length + 2);
  });

  it('sorts keys, indents by two and ends with a line break', () => {
    const content = read('grafana/dashboards/mining-click-queue.json');
    expect(content).toMatch(/^\{\n {2}"annotations"/);
    expect(content).toMatch(/\}\n$/);
    expect(content.indexOf('"panels"')).toBeLessThan(content.indexOf('"refresh"'));
  });

  it('tells Grafana of the data source under the uid that dashboards choose at first', () => {
    const { datasources } = parse(read('grafana/provisioning/datasources/mining-clicks.yaml')) as { datasources: unknown[] };
    expect(datasources).toMatchObject([{ uid: DATA_SOURCES.prometheus, type: 'prometheus', jsonData: { timeInterval: '5s' } }]);
    const { templating } = JSON.parse(read('grafana/dashboards/mining-click-overview.json')) as { templating: { list: unknown[] } };
    expect(templating.list[0]).toMatchObject({ name: 'datasource', current: { value: DATA_SOURCES.prometheus } });
  });

  it('tells Grafana of the dashboards, which nobody can change or remove there', () => {
    expect(parse(read('grafana/provisioning/dashboards/mining-clicks.yaml'))).toMatchObject({
      apiVersion: 1,
      providers: [{ folder: 'Mining clicks', type: 'file', disableDeletion: true, allowUiUpdates: false }],
    });
  });

  it('puts other addresses into the links', () => {
    const elsewhere = generateGrafana({ ...LOCAL_LINKS, runbooks: 'https://example.org/runbooks' });
    const overview = elsewhere.find(({ path }) => path.endsWith('overview.json'))?.content;
    expect(overview).toContain('https://example.org/runbooks/MiningQueueBackpressure');
    expect(overview).not.toContain('127.0.0.1');
  });
});
