#!lua flags=no-writes
-- readClick: all that Redis knows of a click, for those who look.
--
-- KEYS[1] idempotency record of the click
-- KEYS[2] unfinished batches, sorted set
-- KEYS[3] attempts, hash
-- KEYS[4] sizes, hash
-- ARGV[1] key prefix
-- ARGV[2] click id
--
-- Returns {}: no record
--         {batch id, fingerprint, ms at which the batch was opened or 0 when it is finished, attempts, its size,
--          the click as it lies in the batch or ""}

local record = redis.call('GET', KEYS[1])
if not record then return {} end
local batch, fingerprint = string.match(record, '^(.-)|(.*)$')
local opened = redis.call('ZSCORE', KEYS[2], batch)
if not opened then return { batch, fingerprint, 0, 0, 0, '' } end
local found = ''
for _, state in ipairs({ 'open', 'sealed' }) do
  for _, item in ipairs(redis.call('LRANGE', ARGV[1] .. ':batch:' .. batch .. ':' .. state, 0, -1)) do
    if string.find(item, ARGV[2], 1, true) then found = item end
  end
end
local attempts, size = redis.call('HGET', KEYS[3], batch), redis.call('HGET', KEYS[4], batch)
return { batch, fingerprint, tonumber(opened), tonumber(attempts or '0'), tonumber(size or '0'), found }
