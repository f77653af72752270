// A worker whose vitest was killed would finish its test file first; with it go the servers that it started.
process.once('disconnect', () => process.exit(1));
