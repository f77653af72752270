/** Settings of processes in tests: a machine that is busy with other tests must not answer for the process; overload has tests of its own. */
export const BUSY_MACHINE = { MINING_OVERLOAD_EVENT_LOOP_MS: '0' };
