export type PartName = 'redis-server' | 'mongod' | 'prometheus' | 'alertmanager';

/** One program that mining-clicks runs as a child process and does not bring along itself. */
export type Part = {
  readonly name: PartName;
  /** Under which names it is found on the PATH. */
  readonly programs: readonly string[];
  /** Its package, where the system's packages have it. */
  readonly debianPackage?: string;
  readonly homebrewFormula?: string;
  /** How to go on without it being installed here. */
  readonly otherwise: string;
};

export const PARTS: Readonly<Record<PartName, Part>> = {
  'redis-server': {
    name: 'redis-server',
    programs: ['redis-server'],
    debianPackage: 'redis-server',
    homebrewFormula: 'redis',
    otherwise: 'install Redis 7 or newer or set REDIS_URL',
  },
  mongod: {
    name: 'mongod',
    programs: ['mongod'],
    otherwise: 'install MongoDB 7 or 8 or set MONGODB_URL',
  },
  prometheus: {
    name: 'prometheus',
    programs: ['prometheus'],
    debianPackage: 'prometheus',
    homebrewFormula: 'prometheus',
    otherwise: 'install Prometheus or set PROMETHEUS_URL',
  },
  alertmanager: {
    name: 'alertmanager',
    // Debian's name comes first: some systems have another program called alertmanager.
    programs: ['prometheus-alertmanager', 'alertmanager'],
    debianPackage: 'prometheus-alertmanager',
    homebrewFormula: 'alertmanager',
    otherwise: 'install Alertmanager or set PROMETHEUS_URL to a Prometheus that has one',
  },
};

/** What finding and installing parts may use. */
export type Surroundings = {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** The environment of the programs that it starts; its PATH is where parts are looked for. */
  readonly env: NodeJS.ProcessEnv;
  /** Where what was downloaded stays, for this user and every checkout. */
  readonly cacheFolder: string;
  readonly root: boolean;
  /** Goes ahead without asking: root, or a CI machine. */
  readonly unattended: boolean;
  readonly say: (line: string) => void;
  /** Asks on the terminal; undefined when there is nobody to ask. */
  readonly ask?: (question: string) => Promise<boolean>;
};
