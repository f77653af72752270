import type { ServerName } from '../../src/embedded/parts/part.js';

// vitest asks for its interface to be extended; a type alias cannot do that.
declare module 'vitest' {
  interface ProvidedContext {
    /** One Redis for the whole run, AOF always: a test takes a key prefix of its own in it. */
    redisUrl: string;
    /** One MongoDB (replica set) for the whole run: a test takes a database of its own in it. */
    mongodbUrl: string;
    /** Where the programs are, for tests that start servers of their own. */
    programs: Readonly<Record<ServerName, string>>;
    /** The browser, for the tests of the console; the others are given none. */
    chromium: string;
    /** Where the stack runs that the tests of the console look at. */
    consoleHome: { readonly folder: string; readonly env: Readonly<Record<string, string>> };
    /** Where the processes of the run note which answers of the API they have seen. */
    seenAnswersFolder: string;
    /** Where a file stands for each port that a test of the run was given. */
    portsFolder: string;
  }
}
