#!lua flags=allow-oom
-- noteBatches: writes one note about batches into a hash that each batch leaves when it is finished. A batch that is
-- finished gets none, however late the call comes.
--
-- Runs on a full Redis, or a full Redis could never be drained.
--
-- KEYS[1] unfinished batches, sorted set
-- KEYS[2] hash of the notes, by batch
-- ARGV[1] the note
-- ARGV[2..] batch ids
--
-- Returns how many batches got the note

local noted = {}
for i = 2, #ARGV do
  if redis.call('ZSCORE', KEYS[1], ARGV[i]) then
    noted[#noted + 1], noted[#noted + 2] = ARGV[i], ARGV[1]
  end
end

if #noted > 0 then redis.call('HSET', KEYS[2], unpack(noted)) end
return #noted / 2
