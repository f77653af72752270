#!lua flags=allow-oom
-- takeBatch: seals a batch (nothing can be appended any more), counts the attempt and reads its clicks.
--
-- May be called any number of times, by any number of takers: each gets the same clicks until the batch is finished.
-- Runs on a full Redis, or a full Redis could never be drained.
--
-- KEYS[1] open list of the batch
-- KEYS[2] sealed list of the batch
-- KEYS[3] unfinished batches, sorted set
-- KEYS[4] attempts, hash
-- KEYS[5] takers, hash
-- KEYS[6] tried clicks, hash
-- ARGV[1] batch id
-- ARGV[2] ledger session of the taker
--
-- Returns {1, attempts, session of the previous taker or "", click that was being tried when a taker died or "", clicks in
--          the order of acceptance}: taken
--         {0}: gone, the batch is finished; nothing changed
--         {-1}: missing, the batch is unfinished but has no list; nothing changed

if not redis.call('ZSCORE', KEYS[3], ARGV[1]) then return { 0 } end
local isOpen = redis.call('LLEN', KEYS[1]) > 0
if not isOpen and redis.call('LLEN', KEYS[2]) == 0 then return { -1 } end
local previous = redis.call('HGET', KEYS[5], ARGV[1]) or ''
local tried = redis.call('HGET', KEYS[6], ARGV[1]) or ''
local attempts = tonumber(redis.call('HGET', KEYS[4], ARGV[1]) or '0') + 1

if isOpen then redis.call('RENAME', KEYS[1], KEYS[2]) end
redis.call('HSET', KEYS[4], ARGV[1], attempts)
redis.call('HSET', KEYS[5], ARGV[1], ARGV[2])
return { 1, attempts, previous, tried, redis.call('LRANGE', KEYS[2], 0, -1) }
