#!lua
-- beginEpoch: gives Redis an epoch, if it has none, or whatever it has.
--
-- Where one is replaced, clicks are counted by minutes from now on: what was counted before is known to be incomplete.
--
-- KEYS[1] totals, hash
-- KEYS[2] accepted clicks by minute, hash
-- ARGV[1] epoch, random, never used before
-- ARGV[2] 1 to replace one, else 0
--
-- Returns 1: it has the epoch now; 0: it has another, and nothing changed

local isReplaced = ARGV[2] == '1'
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if epoch and not isReplaced then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'mark', 0, 'markedAtMs', now)
if isReplaced then
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[1], 'countedSinceMs', now)
end
return 1
