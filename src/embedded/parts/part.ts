export type ServerName = 'redis-server' | 'mongod' | 'prometheus' | 'alertmanager';
/** The servers of a stack, and the browser that looks at one: only tests and screenshots ask for it. */
export type PartName = ServerName | 'chromium';

/** One program that mining-clicks runs as a child process and does not bring along itself. */
export type Part = {
  readonly name: PartName;
  /** Under which names it is found on the PATH. */
  readonly programs: readonly string[];
  /** Where else it is looked for, after the PATH. */
  readonly places?: readonly string[];
  /** The variable of the environment that names the program to take instead of looking for one. */
  readonly setting?: string;
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
  chromium: {
    name: 'chromium',
    // Debian's name comes first; chromium-browser last, since Ubuntu has a script of that name that only asks for a snap.
    programs: ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser'],
    places: [
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/opt/google/chrome/chrome',
      '/snap/bin/chromium',
    ],
    setting: 'CHROMIUM_PATH',
    debianPackage: 'chromium',
    homebrewFormula: 'google-chrome',
    otherwise: 'install Chromium or set CHROMIUM_PATH',
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
