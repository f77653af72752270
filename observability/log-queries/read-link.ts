/** What Grafana reads from an address of its Explore. */
export type ExplorePane = {
  readonly datasource: string;
  readonly queries: readonly { readonly datasource: { readonly type: string; readonly uid: string }; readonly expr?: string; readonly query?: string }[];
  readonly range: { readonly from: string; readonly to: string };
};

/** @throws when the address is not one of Explore in the form that Grafana 10 and newer read */
export function readExploreLink(link: string): ExplorePane {
  const { pathname, searchParams } = new URL(link, 'http://grafana');
  const panes = JSON.parse(searchParams.get('panes') ?? 'null') as Record<string, ExplorePane> | null;
  const [pane, ...others] = Object.values(panes ?? {});
  if (!pathname.endsWith('/explore') || searchParams.get('schemaVersion') !== '1' || pane === undefined || others.length > 0) {
    throw new Error(`${link} does not open one pane of Explore`);
  }
  return pane;
}
