#!lua
-- admitClicks: decides on 1 to 100 clicks that arrived together and appends the accepted ones to the open batch.
--
-- All reads and decisions come before the first write, so an error reply means that nothing was written.
--
-- KEYS[1] pointer: id of the open batch
-- KEYS[2] unfinished batches, sorted set
-- KEYS[3] sizes of batches, hash
-- KEYS[4] totals, hash
-- KEYS[5] open list of the candidate batch
-- KEYS[6] accepted clicks by minute, hash
-- KEYS[7] global bucket
-- KEYS[8..] three for each click: idempotency record, user bucket, IP bucket
-- ARGV[1] key prefix
-- ARGV[2] candidate batch id, random, never used before
-- ARGV[3] cap: most clicks accepted and not finished
-- ARGV[4] most clicks in a batch
-- ARGV[5] age in milliseconds from which a batch takes no more clicks
-- ARGV[6] 1 when nothing new may be accepted, else 0
-- ARGV[7] global bucket: microseconds between tokens (0: no limit)
-- ARGV[8] global bucket: capacity in microseconds (burst x microseconds between tokens)
-- ARGV[9] user bucket: microseconds between tokens (0: no limit)
-- ARGV[10] user bucket: capacity in microseconds
-- ARGV[11] IP bucket: microseconds between tokens (0: no limit)
-- ARGV[12] IP bucket: capacity in microseconds
-- ARGV[13] epoch that Redis must have for anything new to be accepted; "": it is not asked for
-- ARGV[14] least mark that it must have then
-- ARGV[15..] two for each click: fingerprint, payload
--
-- Returns {now in microseconds, depth, batch id or "", its size, id of a batch to announce at once or "", codes, limits, left,
--   clicks finished since the beginning}
--   codes: one for each click: 0 accepted, 1 replay, 2 mismatch, 3 limited, 4 full, 5 closed, 6 Redis has forgotten
--   limits: three for each limited click: its index from 1, bucket (1 global, 2 user, 3 IP), microseconds until a token
--   left: one for each accepted click: microseconds until its user's bucket is full again (0: no limit)

local prefix, candidate = ARGV[1], ARGV[2]
local cap, batchMaximum, ageLimit, closed = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local interval = { tonumber(ARGV[7]), tonumber(ARGV[9]), tonumber(ARGV[11]) }
local capacity = { tonumber(ARGV[8]), tonumber(ARGV[10]), tonumber(ARGV[12]) }
local count = (#ARGV - 14) / 2

if count < 1 or count > 100 or #KEYS ~= 7 + 3 * count or not tonumber(ARGV[14]) then
  return redis.error_reply('ADMIT_ARGUMENTS a least mark, and 1 to 100 clicks of three keys and two arguments each')
end
for i = 3, 12 do
  if not ((tonumber(ARGV[i]) or -1) >= 0) then return redis.error_reply('ADMIT_ARGUMENTS a limit is not a number') end
end
if count > batchMaximum then return redis.error_reply('ADMIT_ARGUMENTS more clicks than a batch takes') end

local time = redis.call('TIME')
local now, nowMs = time[1] * 1000000 + time[2], time[1] * 1000 + math.floor(time[2] / 1000)

-- Reads.
local totals = redis.call('HMGET', KEYS[4], 'accepted', 'finished', 'countedSinceMs', 'epoch', 'mark')
local acceptedBefore, finished = tonumber(totals[1] or '0'), tonumber(totals[2] or '0')
local depth = acceptedBefore - finished
local forgot = ARGV[13] ~= '' and (totals[4] ~= ARGV[13] or tonumber(totals[5] or '0') < tonumber(ARGV[14]))
if redis.call('ZSCORE', KEYS[2], candidate) then
  return redis.error_reply('ADMIT_CANDIDATE the candidate batch id is in use')
end
local values, value = redis.call('MGET', unpack(KEYS, 7)), {}
for i = 7, #KEYS do value[KEYS[i]] = values[i - 6] end

-- A bucket is one number: the time at which it is full again (theoretical arrival time of GCRA, ITU-T I.371).
-- It is never further off than the capacity; where it is, the clock has stepped back, and the bucket counts as full.
local fullAt, touched = {}, {}
local function timeToToken(key, kind)
  if interval[kind] == 0 then return 0 end
  local at = fullAt[key] or tonumber(value[key] or '0') or 0
  if at < now or at > now + capacity[kind] then at = now end
  fullAt[key] = at
  return at + interval[kind] - (now + capacity[kind])
end
local function takeToken(key, kind)
  if interval[kind] > 0 then fullAt[key], touched[key] = fullAt[key] + interval[kind], true end
end

-- Decisions, in the order of arrival.
local codes, limits, left, payloads, records, fingerprints = {}, {}, {}, {}, {}, {}
for i = 1, count do
  local record, user, ip = KEYS[5 + 3 * i], KEYS[6 + 3 * i], KEYS[7 + 3 * i]
  local fingerprint, payload = ARGV[13 + 2 * i], ARGV[14 + 2 * i]
  local known = fingerprints[record] or (value[record] and string.match(value[record], '|(.*)$'))
  if known then
    codes[i] = known == fingerprint and 1 or 2
  elseif closed == 1 or forgot then
    codes[i] = closed == 1 and 5 or 6
  elseif depth + #payloads >= cap then
    codes[i] = 4
  else
    local buckets, worst, worstWait = { KEYS[7], user, ip }, 0, 0
    for kind = 1, 3 do
      local wait = timeToToken(buckets[kind], kind)
      if wait > worstWait then worst, worstWait = kind, wait end
    end
    if worst > 0 then
      codes[i] = 3
      for _, detail in ipairs({ i, worst, math.ceil(worstWait) }) do limits[#limits + 1] = detail end
    else
      for kind = 1, 3 do takeToken(buckets[kind], kind) end
      codes[i] = 0
      fingerprints[record] = fingerprint
      payloads[#payloads + 1] = nowMs .. '|' .. payload
      records[#records + 1] = record
      left[#left + 1] = interval[2] > 0 and fullAt[user] - now or 0
    end
  end
end

local accepted = #payloads
if accepted == 0 then return { now, depth, '', 0, '', codes, limits, left, finished } end

-- Which batch: the open one if it is still open, young and has room, else the candidate.
local batch, announce, size, isNew, openList = redis.call('GET', KEYS[1]), '', 0, true, KEYS[5]
local pointed = batch and prefix .. ':batch:' .. batch .. ':open'
if batch and redis.call('LLEN', pointed) > 0 then
  local age = nowMs - tonumber(redis.call('ZSCORE', KEYS[2], batch) or '0')
  size = tonumber(redis.call('HGET', KEYS[3], batch) or '0')
  if age >= 0 and age < ageLimit and size + accepted <= batchMaximum then
    isNew, openList = false, pointed
  else
    announce = batch
  end
end
if isNew then
  batch, size = candidate, tonumber(redis.call('HGET', KEYS[3], candidate) or '0')
  if redis.call('LLEN', openList) > 0 then
    return redis.error_reply('ADMIT_CANDIDATE the list of the candidate batch exists')
  end
end

-- Writes. The minute first: of all keys only it was not read above, and were it no hash, nothing would be written. Then
-- the payload, so that no record can stand for a click that is nowhere.
redis.call('HINCRBY', KEYS[6], math.floor(nowMs / 60000), accepted)
redis.call('RPUSH', openList, unpack(payloads))
if isNew then
  redis.call('ZADD', KEYS[2], nowMs, batch)
  redis.call('SET', KEYS[1], batch)
end
redis.call('HINCRBY', KEYS[3], batch, accepted)
redis.call('HSET', KEYS[4], 'accepted', acceptedBefore + accepted, 'newestAcceptedMs', nowMs)
-- Since when minutes are counted: on a Redis that accepted clicks before it counted them, since now; else since ever.
if not totals[3] then redis.call('HSET', KEYS[4], 'countedSinceMs', totals[1] and nowMs or 0) end
local set = {}
for i = 1, accepted do set[2 * i - 1], set[2 * i] = records[i], batch .. '|' .. fingerprints[records[i]] end
redis.call('MSET', unpack(set))
for key in pairs(touched) do
  redis.call('SET', key, string.format('%.2f', fullAt[key]), 'PX', math.ceil((fullAt[key] - now) / 1000))
end
return { now, depth + accepted, batch, size + accepted, announce, codes, limits, left, finished }
