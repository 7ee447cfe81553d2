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
-- ARGV[6] position when there are no commands   ARGV[7] number of commands   ARGV[8..] their digests
--         then by turns, a command each: a head, chat id, position, and five lists: fields and values to write, or none to
--         erase the chat; fields to drop; due key, id and slot to take from the index; due key, id and due ms to put
--         there; speech id and speech to hold. The head is one argument, because every argument costs an allocation:
--         "chat-key revision-decided-on", and the lengths of the five lists
-- Returns "fenced", or a word a command: "done", "repeated" or, for the last, "stale". Bound: the caller's batch.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
local argv, commands = ARGV, tonumber(ARGV[7])
local function set_of(digest) return string.byte(digest, -1) - 42 end -- the digit 0 is in KEYS[6]

local asked, seen = {}, {}
for command = 1, commands do
  local digest = argv[7 + command]
  local set = set_of(digest)
  if asked[set] then table.insert(asked[set], digest) else asked[set] = {digest} end
end
for set, digests in pairs(asked) do
  for span = 0, argv[5] - 1 do
    if redis.call('EXISTS', KEYS[set + 10 * span]) == 1 then
      for i, known in ipairs(redis.call('SMISMEMBER', KEYS[set + 10 * span], unpack(digests))) do
        if known == 1 then seen[digests[i]] = true end
      end
    end
  end
end

local at = 8 + commands
-- Return where a list begins and ends, and go on behind it.
local function list(length)
  local first = at
  at = at + length
  return first, at - 1
end

local time = redis.call('TIME')
local leased = time[1] * 1000 + math.floor(time[2] / 1000) + argv[2]
local words, reached, is_strange = {}, argv[6], false
local did, slots, flights, speeches = {}, {}, {}, {}
for command = 1, commands do
  local digest, owner, position = argv[7 + command], argv[at + 1], argv[at + 2]
  local key, revision, fields, drops, olds, news, holds =
    string.match(argv[at], '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
  local chat = KEYS[tonumber(key)]
  at = at + 3
  local field, last_field = list(fields)
  local drop, last_drop = list(drops)
  local old, last_old = list(olds)
  local new, last_new = list(news)
  local held, last_held = list(holds)
  is_strange = string.sub(chat, -(#owner + 1)) ~= ':' .. owner
  if is_strange then break end
  if seen[digest] then
    words[command] = 'repeated'
  elseif (redis.call('HGET', chat, '@revision') or '0') ~= revision then
    words[command] = 'stale'
    break
  else
    if field > last_field then
      redis.call('DEL', chat)
    else
      redis.call('HSET', chat, '@revision', revision + 1, unpack(argv, field, last_field))
    end
    if drop <= last_drop then redis.call('HDEL', chat, unpack(argv, drop, last_drop)) end
    for i = old, last_old, 3 do
      local due = tonumber(argv[i])
      redis.call('ZREM', KEYS[due], argv[i + 1] .. ' ' .. owner)
      if redis.call('EXISTS', KEYS[due]) == 0 then
        redis.call('ZREM', KEYS[3], argv[i + 2])
        slots[due] = nil
      end
    end
    for i = new, last_new, 3 do
      local due = tonumber(argv[i])
      redis.call('ZADD', KEYS[due], argv[i + 2], argv[i + 1] .. ' ' .. owner)
      if not slots[due] then
        local slot = math.floor(argv[i + 2] / argv[4])
        redis.call('ZADD', KEYS[3], string.format('%.0f', slot * argv[4]), string.format('%.0f', slot))
        slots[due] = true
      end
    end
    for i = held, last_held, 2 do
      leased = leased + 1 -- answers come back in the order of their commands
      flights[#flights + 1] = string.format('%.0f', leased)
      flights[#flights + 1] = argv[i]
      speeches[#speeches + 1] = argv[i]
      speeches[#speeches + 1] = argv[i + 1]
    end
    seen[digest] = true
    local set = set_of(digest)
    if did[set] then table.insert(did[set], digest) else did[set] = {digest} end
    words[command] = 'done'
  end
  reached = position
end
for set, digests in pairs(did) do
  redis.call('SADD', KEYS[set], unpack(digests))
  redis.call('EXPIRE', KEYS[set], argv[3])
end
if #flights > 0 then
  redis.call('ZADD', KEYS[4], unpack(flights))
  redis.call('HSET', KEYS[5], unpack(speeches))
end
if reached ~= '' then redis.call('SET', KEYS[2], reached) end
if is_strange then return redis.error_reply('NOTOWNER the key is not of the chat that asks') end
return words
