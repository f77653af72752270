// vitest asks for its interface to be extended; a type alias cannot do that.
declare module 'vitest' {
  interface ProvidedContext {
    /** Where Prometheus' own test program is. */
    promtool: string;
  }
}

export {};
