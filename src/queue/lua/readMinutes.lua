#!lua flags=allow-oom
-- readMinutes: how many clicks were accepted in each minute, and until when nothing is in flight, at one instant. Forgets
-- the minutes that need not be kept: counted back from now, or from the oldest unfinished batch while there is one.
--
-- KEYS[1] accepted clicks by minute, hash
-- KEYS[2] unfinished batches, sorted set
-- KEYS[3] totals, hash
-- ARGV[1] how many minutes are kept
--
-- Returns {now in ms, ms since when minutes are counted, ms of the oldest unfinished batch or 0, counts}
--   counts: two for each minute: minute, clicks

local kept = tonumber(ARGV[1])
if not kept then return redis.error_reply('MINUTES_ARGUMENTS the number of minutes is not a number') end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local oldest = tonumber(redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2] or '0')
local totals = redis.call('HMGET', KEYS[3], 'accepted', 'countedSinceMs')
local counted = redis.call('HGETALL', KEYS[1])

-- A Redis that accepted clicks, but none since it counts, counts from now on; an empty one has counted all there were.
local since = tonumber(totals[2] or (totals[1] and now or '0'))
local first = math.floor((oldest > 0 and math.min(now, oldest) or now) / 60000) - kept
local counts, old = {}, {}
for i = 1, #counted, 2 do
  local minute = tonumber(counted[i])
  if minute < first then
    old[#old + 1] = counted[i]
  else
    counts[#counts + 1], counts[#counts + 2] = minute, tonumber(counted[i + 1])
  end
end
for _, minute in ipairs(old) do redis.call('HDEL', KEYS[1], minute) end
return { now, since, oldest, counts }
