#!lua flags=no-writes
-- locateClick: where Redis has a click.
--
-- KEYS[1] idempotency record of the click
-- KEYS[2] unfinished batches, sorted set
-- KEYS[3] attempts, hash
--
-- Returns {0, ""}: no record
--         {1, fingerprint}: queued; {2, fingerprint}: its batch was taken; {3, fingerprint}: its batch is finished

local record = redis.call('GET', KEYS[1])
if not record then return { 0, '' } end
local batch, fingerprint = string.match(record, '^(.-)|(.*)$')
if not redis.call('ZSCORE', KEYS[2], batch) then return { 3, fingerprint } end
return { redis.call('HEXISTS', KEYS[3], batch) == 1 and 2 or 1, fingerprint }
