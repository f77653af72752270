#!lua flags=no-writes
-- readQueue: everything the queue's gauges need, read at one instant. Constant time.
--
-- KEYS[1] unfinished batches, sorted set
-- KEYS[2] totals, hash
-- KEYS[3] BullMQ: waiting list
-- KEYS[4] BullMQ: active list
-- KEYS[5] BullMQ: prioritized set
-- KEYS[6] BullMQ: delayed set
-- KEYS[7] BullMQ: completed set
-- KEYS[8] BullMQ: failed set
-- KEYS[9] BullMQ: waiting children set
--
-- Returns {now in ms, accepted, finished, unfinished batches, ms of the oldest unfinished batch or 0,
--          ms of the newest acceptance or 0, ms of the latest finish or 0,
--          waiting, active, prioritized, delayed, completed, failed, waiting-children}

local time = redis.call('TIME')
local totals = redis.call('HMGET', KEYS[2], 'accepted', 'finished', 'newestAcceptedMs', 'lastProcessedMs')
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return {
  time[1] * 1000 + math.floor(time[2] / 1000),
  tonumber(totals[1] or '0'), tonumber(totals[2] or '0'),
  redis.call('ZCARD', KEYS[1]), tonumber(oldest[2] or '0'),
  tonumber(totals[3] or '0'), tonumber(totals[4] or '0'),
  redis.call('LLEN', KEYS[3]), redis.call('LLEN', KEYS[4]),
  redis.call('ZCARD', KEYS[5]), redis.call('ZCARD', KEYS[6]),
  redis.call('ZCARD', KEYS[7]), redis.call('ZCARD', KEYS[8]), redis.call('ZCARD', KEYS[9]),
}
