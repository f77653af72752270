/** A page of metrics, read: the type of each family, and the value of each series by its literal name and labels. */
export type ParsedExposition = {
  readonly types: ReadonlyMap<string, string>;
  readonly samples: ReadonlyMap<string, number>;
};

export function parseExposition(body: string): ParsedExposition {
  const lines = body.split('\n').filter((line) => line !== '');
  const types = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' ').slice(2));
  const samples = lines.filter((line) => !line.startsWith('#')).map((whole) => {
    const [line = ''] = whole.split(' # ', 1);
    const space = line.lastIndexOf(' ');
    return [line.slice(0, space), Number(line.slice(space + 1).replace('+Inf', 'Infinity'))] as const;
  });
  return { types: new Map(types.map(([name = '', type = '']) => [name, type])), samples: new Map(samples) };
}
