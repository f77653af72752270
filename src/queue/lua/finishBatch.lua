#!lua flags=allow-oom
-- finishBatch: removes a batch whose clicks are all in the ledger, lowers the depth by the batch's own size and starts
-- the life of its idempotency records; exactly once, however often it is called. Clicks that the ledger has from an
-- earlier acceptance are taken back from the minutes that counted them a second time; a minute that is no longer kept
-- stays forgotten.
--
-- The caller must have committed a ledger row for each click of the batch. The first write frees memory.
--
-- KEYS[1] open list of the batch
-- KEYS[2] sealed list of the batch
-- KEYS[3] unfinished batches, sorted set
-- KEYS[4] sizes, hash
-- KEYS[5] attempts, hash
-- KEYS[6] takers, hash
-- KEYS[7] tried clicks, hash
-- KEYS[8] generation, hash
-- KEYS[9] totals, hash
-- KEYS[10] accepted clicks by minute, hash
-- KEYS[11..] idempotency records of the batch's clicks
-- ARGV[1] batch id
-- ARGV[2] life of the records from now on, in seconds
-- ARGV[3..] two for each minute that counts fewer: minute, by how many clicks
--
-- Returns n >= 1: this call removed the batch of n clicks
--         -1: it was removed before; nothing changed
--         -2: it is still open; nothing changed

local batch, life = ARGV[1], tonumber(ARGV[2])
if not life or life < 1 then return redis.error_reply('FINISH_ARGUMENTS the life of the records is not a number') end
if not redis.call('ZSCORE', KEYS[3], batch) then return -1 end
if redis.call('EXISTS', KEYS[1]) == 1 then return -2 end
local size = tonumber(redis.call('HGET', KEYS[4], batch))
if not size then return redis.error_reply('FINISH_SIZE the size of the batch is unknown') end
redis.call('HMGET', KEYS[9], 'finished', 'lastProcessedMs')
local time = redis.call('TIME')
local counts = {}
for i = 3, #ARGV, 2 do
  local count = tonumber(redis.call('HGET', KEYS[10], ARGV[i]) or '')
  if count then counts[#counts + 1], counts[#counts + 2] = ARGV[i], count - ARGV[i + 1] end
end

redis.call('ZREM', KEYS[3], batch)
redis.call('DEL', KEYS[2])
redis.call('HDEL', KEYS[4], batch)
redis.call('HDEL', KEYS[5], batch)
redis.call('HDEL', KEYS[6], batch)
redis.call('HDEL', KEYS[7], batch)
redis.call('HDEL', KEYS[8], batch)
redis.call('HINCRBY', KEYS[9], 'finished', size)
redis.call('HSET', KEYS[9], 'lastProcessedMs', time[1] * 1000 + math.floor(time[2] / 1000))
if #counts > 0 then redis.call('HSET', KEYS[10], unpack(counts)) end
for i = 11, #KEYS do redis.call('EXPIRE', KEYS[i], life) end
return size
