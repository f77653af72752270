#!lua flags=no-writes
-- listBatches: every click of every unfinished batch, and the numbers that must agree with them, at one instant. For
-- audits: its time grows with the backlog.
--
-- KEYS[1] unfinished batches, sorted set
-- KEYS[2] sizes, hash
-- KEYS[3] totals, hash
-- ARGV[1] prefix of the lists' names: <prefix>:batch:<batch id>:open and :sealed
--
-- Returns {accepted, finished, sum of the sizes, items of all lists}

local totals = redis.call('HMGET', KEYS[3], 'accepted', 'finished')
local sizes = 0
for _, size in ipairs(redis.call('HVALS', KEYS[2])) do sizes = sizes + tonumber(size) end
local items = {}
for _, batch in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  for _, state in ipairs({ 'open', 'sealed' }) do
    local list = ARGV[1] .. ':batch:' .. batch .. ':' .. state
    for _, item in ipairs(redis.call('LRANGE', list, 0, -1)) do items[#items + 1] = item end
  end
end
return { tonumber(totals[1] or '0'), tonumber(totals[2] or '0'), sizes, items }
