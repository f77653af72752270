#!lua flags=no-writes
-- findTraced: clicks of the newest unfinished batches that have a trace id.
--
-- KEYS[1] unfinished batches, sorted set
-- ARGV[1] key prefix
-- ARGV[2] trace id
-- ARGV[3] most batches to look at
--
-- Returns {unfinished batches, clicks as they lie in their batches}

local found = {}
for _, batch in ipairs(redis.call('ZRANGE', KEYS[1], -ARGV[3], -1)) do
  for _, state in ipairs({ 'open', 'sealed' }) do
    for _, item in ipairs(redis.call('LRANGE', ARGV[1] .. ':batch:' .. batch .. ':' .. state, 0, -1)) do
      if string.find(item, ARGV[2], 1, true) then found[#found + 1] = item end
    end
  end
end
return { redis.call('ZCARD', KEYS[1]), found }
