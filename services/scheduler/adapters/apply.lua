-- Make commands' whole changes in order, hold their answers, and note how far the stream was read: all in one step.
-- KEYS[1] hash    owner      epoch, holder, until
-- KEYS[2] string  position   "sequence time [quiet]" of the last command that was dealt with
-- KEYS[3] zset    slots      slot -> its beginning, unix ms
-- KEYS[4] zset    flight     speech id -> end of lease, unix ms
-- KEYS[5] hash    speech     speech id -> "generation state concerns fact"
-- KEYS[6..]       seen (set: digests of commands that took effect), one for each last digit of a digest: ten of the present
--                 span of time, ten of the one before it, and so on, ARGV[5] spans in all; then
--                 chat (hash: reminder id -> record, @field -> profile) and due (zset: "id chat" -> due ms),
--                 named below by their number
-- ARGV[1] epoch   ARGV[2] lease, ms   ARGV[3] how long to keep a digest, s   ARGV[4] slot length, ms   ARGV[5] see above
-- ARGV[6] position when there are no commands
-- ARGV[7] the commands, MessagePack, which is cheaper than arguments: {digests, steps}, a step being {chat key, chat id,
--         revision it was decided on, position, and five lists}: fields and values to write, or none to erase the chat;
--         fields to drop; due key, id and slot to take from the index; due key, id and due ms to put there; speech id and
--         speech to hold
-- Returns "fenced", or a word a command: "done", "repeated" or, for the last, "stale". Bound: the caller's batch.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
local SLOT, MANY = tonumber(ARGV[4]), 4000 -- so many values at most fit into a call
local digests, steps = unpack(cmsgpack.unpack(ARGV[7]))
local function set_of(digest) return string.byte(digest, -1) - 42 end -- the digit 0 is in KEYS[6]

local asked, seen = {}, {}
for _, digest in ipairs(digests) do
  local set = set_of(digest)
  if asked[set] then table.insert(asked[set], digest) else asked[set] = {digest} end
end
for set, some in pairs(asked) do
  for span = 0, ARGV[5] - 1 do
    if redis.call('EXISTS', KEYS[set + 10 * span]) == 1 then
      for i, known in ipairs(redis.call('SMISMEMBER', KEYS[set + 10 * span], unpack(some))) do
        if known == 1 then seen[some[i]] = true end
      end
    end
  end
end

local entries, slots = {}, {}
-- Put what was collected for a due key into the index.
local function index(due)
  local found = entries[due]
  if not found then return end
  redis.call('ZADD', KEYS[due], unpack(found))
  entries[due] = nil
  if slots[due] then return end
  local slot = math.floor(found[1] / SLOT)
  redis.call('ZADD', KEYS[3], slot * SLOT, slot)
  slots[due] = true
end

local time = redis.call('TIME')
local leased = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2]
local words, reached, is_strange = {}, ARGV[6], false
local did, flights, speeches = {}, {}, {}
for command, step in ipairs(steps) do
  local digest, key, owner, revision, position = digests[command], step[1], step[2], step[3], step[4]
  local written, drops, olds, news, holds = step[5], step[6], step[7], step[8], step[9]
  local chat = KEYS[key]
  is_strange = string.sub(chat, -(#owner + 1)) ~= ':' .. owner
  if is_strange then break end
  if seen[digest] then
    words[command] = 'repeated'
  elseif tonumber(redis.call('HGET', chat, '@revision') or 0) ~= revision then
    words[command] = 'stale'
    break
  else
    if #written == 0 then
      redis.call('DEL', chat)
    else
      redis.call('HSET', chat, '@revision', revision + 1, unpack(written))
    end
    if #drops > 0 then redis.call('HDEL', chat, unpack(drops)) end
    for i = 1, #olds, 3 do
      local due = olds[i]
      index(due)
      redis.call('ZREM', KEYS[due], olds[i + 1] .. ' ' .. owner)
      if redis.call('EXISTS', KEYS[due]) == 0 then
        redis.call('ZREM', KEYS[3], olds[i + 2])
        slots[due] = nil
      end
    end
    for i = 1, #news, 3 do
      local due = news[i]
      local found = entries[due]
      if not found then
        found = {}
        entries[due] = found
      end
      found[#found + 1] = news[i + 2]
      found[#found + 1] = news[i + 1] .. ' ' .. owner
      if #found >= MANY then index(due) end
    end
    for i = 1, #holds, 2 do
      leased = leased + 1 -- answers come back in the order of their commands
      flights[#flights + 1] = leased
      flights[#flights + 1] = holds[i]
      speeches[#speeches + 1] = holds[i]
      speeches[#speeches + 1] = holds[i + 1]
    end
    seen[digest] = true
    local set = set_of(digest)
    if did[set] then table.insert(did[set], digest) else did[set] = {digest} end
    words[command] = 'done'
  end
  reached = position
end
for due in pairs(entries) do index(due) end
for set, some in pairs(did) do
  redis.call('SADD', KEYS[set], unpack(some))
  redis.call('EXPIRE', KEYS[set], ARGV[3])
end
if #flights > 0 then
  redis.call('ZADD', KEYS[4], unpack(flights))
  redis.call('HSET', KEYS[5], unpack(speeches))
end
if reached ~= '' then redis.call('SET', KEYS[2], reached) end
if is_strange then return redis.error_reply('NOTOWNER the key is not of the chat that asks') end
return words
