-- Make commands' whole changes in order, hold their answers, and note how far the stream was read: all in one step.
-- KEYS[1] hash    owner      epoch, holder, until
-- KEYS[2] string  position   "sequence time" of the last command that was dealt with
-- KEYS[3] zset    slots      slot -> its beginning, unix ms
-- KEYS[4] zset    flight     speech id -> end of lease, unix ms
-- KEYS[5] hash    speech     speech id -> "generation state fact"
-- KEYS[6..]       chat (hash: reminder id -> record, @field -> profile), seen (string), due (zset: "id chat" -> due ms):
--                 named below by their number
-- ARGV[1] epoch   ARGV[2] lease, ms   ARGV[3] how long to remember a command, s   ARGV[4] slot length, ms
-- ARGV[5] position when there are no commands   then by turns, a command each:
--         chat key, seen key, chat id, revision decided on, position, 1 to erase the chat or 0,
--         n fields and values of the profile, n ids to drop, n {due key, slot, member} to take from the index,
--         n {id, record, due key or 0, slot, due ms} to put, n {speech id, fact} to hold
-- Returns "fenced", or a word a command: "done", "repeated" or, for the last, "stale". Bound: the caller's batch.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
local at = 5
local function take()
  at = at + 1
  return ARGV[at]
end
local function each(length, act)
  for _ = 1, tonumber(take()) do
    local part = {}
    for i = 1, length do part[i] = take() end
    act(part)
  end
end

local time = redis.call('TIME')
local leased = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[2])
local words, reached = {}, ARGV[5]
while at < #ARGV do
  local chat, seen, owner, revision, position = KEYS[tonumber(take())], tonumber(take()), take(), take(), take()
  local erase = take() == '1'
  if string.sub(chat, -(#owner + 1)) ~= ':' .. owner then
    return redis.error_reply('NOTOWNER the key is not of the chat that asks')
  end
  local word = 'done'
  if redis.call('EXISTS', KEYS[seen]) == 1 then
    word = 'repeated'
  elseif (redis.call('HGET', chat, '@revision') or '0') ~= revision then
    words[#words + 1] = 'stale'
    break
  end
  local done = word == 'done'
  each(2, function(field) if done then redis.call('HSET', chat, field[1], field[2]) end end)
  each(1, function(drop) if done then redis.call('HDEL', chat, drop[1]) end end)
  each(3, function(entry)
    if done then
      local due = tonumber(entry[1])
      redis.call('ZREM', KEYS[due], entry[3])
      if redis.call('EXISTS', KEYS[due]) == 0 then redis.call('ZREM', KEYS[3], entry[2]) end
    end
  end)
  each(5, function(put)
    if done then
      redis.call('HSET', chat, put[1], put[2])
      local due = tonumber(put[3])
      if due > 0 then
        redis.call('ZADD', KEYS[due], put[5], put[1] .. ' ' .. owner)
        redis.call('ZADD', KEYS[3], string.format('%.0f', tonumber(put[4]) * tonumber(ARGV[4])), put[4])
      end
    end
  end)
  each(2, function(speech)
    if done then
      leased = leased + 1 -- answers come back in the order of their commands
      redis.call('ZADD', KEYS[4], string.format('%.0f', leased), speech[1])
      redis.call('HSET', KEYS[5], speech[1], '0 c ' .. speech[2])
    end
  end)
  if done then
    if erase then
      redis.call('DEL', chat)
    else
      redis.call('HSET', chat, '@revision', tostring(tonumber(revision) + 1))
    end
    redis.call('SET', KEYS[seen], '1', 'EX', ARGV[3])
  end
  words[#words + 1] = word
  reached = position
end
if reached ~= '' then redis.call('SET', KEYS[2], reached) end
return words
