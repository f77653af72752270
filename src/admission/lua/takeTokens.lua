#!lua
-- takeTokens: takes tokens out of one bucket, as many as are wanted and there.
--
-- The bucket is one number, as those of admitClicks are: the time at which it is full again. Where that is further off
-- than the capacity, the clock has stepped back, and the bucket counts as full.
--
-- KEYS[1] bucket
-- ARGV[1] microseconds between tokens
-- ARGV[2] capacity in microseconds (burst x microseconds between tokens)
-- ARGV[3] tokens wanted
--
-- Returns {tokens taken, microseconds until the bucket is full again}

local interval, capacity, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if not (interval and interval > 0 and capacity and capacity >= interval and wanted and wanted >= 1) then
  return redis.error_reply('TAKE_ARGUMENTS a bucket of at least one token, and at least one token wanted')
end

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local fullAt = tonumber(redis.call('GET', KEYS[1]) or '0') or 0
if fullAt < now or fullAt > now + capacity then fullAt = now end

local taken = math.min(wanted, math.floor((now + capacity - fullAt) / interval))
if taken > 0 then
  fullAt = fullAt + taken * interval
  redis.call('SET', KEYS[1], string.format('%.2f', fullAt), 'PX', math.ceil((fullAt - now) / 1000))
end
return { taken, fullAt - now }
