#!lua flags=allow-oom
-- reapBatches: finds batches that nobody will take (their ticket was lost or is remembered as finished) and gives each
-- a new ticket id. Any worker may call it at any time; calls within a second of each other do nothing.
--
-- KEYS[1] unfinished batches, sorted set
-- KEYS[2] attempts, hash
-- KEYS[3] generation, hash
-- KEYS[4] stamp of the last look, milliseconds
-- KEYS[5] cursor: rank at which to go on
-- ARGV[1] key prefix
-- ARGV[2] prefix of BullMQ's job keys
-- ARGV[3] most batches to look at
-- ARGV[4] age in milliseconds from which a batch is looked at
-- ARGV[5] least time between two looks in milliseconds
-- ARGV[6..] batches that get a new ticket although theirs exists (taken long ago and never tried again)
--
-- Returns {reaped, watched}
--   reaped: two for each batch that needs a new ticket: batch id, job id
--   watched: two for each old batch that has its ticket: batch id, attempts

local prefix, jobPrefix = ARGV[1], ARGV[2]
local limit, dueAge, pause = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if not (limit and dueAge and pause) then return redis.error_reply('REAP_ARGUMENTS a limit is not a number') end
local forced = {}
for i = 6, #ARGV do forced[ARGV[i]] = true end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = tonumber(redis.call('GET', KEYS[4]) or '')
if last and now >= last and now - last < pause then return { {}, {} } end

local cursor = tonumber(redis.call('GET', KEYS[5]) or '0') or 0
local found = redis.call('ZRANGE', KEYS[1], cursor, cursor + limit - 1, 'WITHSCORES')
local nextCursor = #found < 2 * limit and 0 or cursor + limit

local function hasTicket(batch)
  local generation = tonumber(redis.call('HGET', KEYS[3], batch) or '0')
  local id = generation == 0 and ('b-' .. batch) or ('r-' .. batch .. '-' .. generation)
  local job = jobPrefix .. id
  return redis.call('EXISTS', job) == 1 and redis.call('HEXISTS', job, 'finishedOn') == 0
end

-- Decisions first. A score ahead of the clock by more than a second means that the clock has stepped back: due.
local reaped, watched, due = {}, {}, {}
for i = 1, #found, 2 do
  local batch, born = found[i], tonumber(found[i + 1])
  if now - born > dueAge or born > now + 1000 then
    if forced[batch] or not hasTicket(batch) then
      local open = prefix .. ':batch:' .. batch .. ':open'
      due[#due + 1] = { batch, open, redis.call('LLEN', open) > 0 }
    else
      watched[#watched + 1] = batch
      watched[#watched + 1] = tonumber(redis.call('HGET', KEYS[2], batch) or '0')
    end
  end
end

redis.call('SET', KEYS[4], string.format('%.0f', now))
redis.call('SET', KEYS[5], nextCursor)
for _, entry in ipairs(due) do
  local batch, open, isOpen = entry[1], entry[2], entry[3]
  if isOpen then redis.call('RENAME', open, prefix .. ':batch:' .. batch .. ':sealed') end
  reaped[#reaped + 1] = batch
  reaped[#reaped + 1] = 'r-' .. batch .. '-' .. redis.call('HINCRBY', KEYS[3], batch, 1)
end
return { reaped, watched }
