#!lua flags=allow-oom
-- readMemory: by what Redis shows that it has forgotten nothing, and raises the mark if it is time.
--
-- A Redis that shows less than is expected keeps its mark: rising would make it look as if it had forgotten nothing.
--
-- KEYS[1] totals, hash
-- ARGV[1] epoch that it must have for its mark to rise; "" if it must not rise
-- ARGV[2] least mark that it must have for that
-- ARGV[3] milliseconds between two rises
--
-- Returns {epoch or "", mark, ms of its last rise or 0}

local memory = redis.call('HMGET', KEYS[1], 'epoch', 'mark', 'markedAtMs')
local epoch, mark, markedAt = memory[1] or '', tonumber(memory[2] or '0'), tonumber(memory[3] or '0')
if epoch == '' or epoch ~= ARGV[1] or mark < tonumber(ARGV[2]) then return { epoch, mark, markedAt } end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- The clock may have stepped back.
if now >= markedAt and now - markedAt < tonumber(ARGV[3]) then return { epoch, mark, markedAt } end

redis.call('HSET', KEYS[1], 'mark', mark + 1, 'markedAtMs', now)
return { epoch, mark + 1, now }
