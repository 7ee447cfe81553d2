-- Make one command's whole change to one chat and hold its answer, once however often it is asked.
-- KEYS[1] hash    chat      reminder id -> record, @field -> profile
-- KEYS[2] zset    due       "id chat" -> due, unix ms
-- KEYS[3] zset    flight    speech id -> end of lease, unix ms
-- KEYS[4] hash    speech    speech id -> "generation state fact"
-- KEYS[5] string  seen      set once the command took effect
-- ARGV[1] owner: the chat's id   ARGV[2] revision that the change was decided on   ARGV[3] how long to remember, s
-- ARGV[4] lease, ms   ARGV[5] change, JSON: {profile = {field, value, ...}, put = {{id, record, due ms or empty}, ...},
--                                            drop = {id, ...}, speech = {{speech id, fact}, ...}, erase = bool}
-- Returns "done", "repeated" or "stale". Bound: what one command changes, at most all reminders of a chat.
local owner = ARGV[1]
if string.sub(KEYS[1], -(#owner + 1)) ~= ':' .. owner then
  return redis.error_reply('NOTOWNER the key is not of the chat that asks')
end
if redis.call('EXISTS', KEYS[5]) == 1 then return 'repeated' end
if (redis.call('HGET', KEYS[1], '@revision') or '0') ~= ARGV[2] then return 'stale' end

local change = cjson.decode(ARGV[5])
if change.erase then
  for _, id in ipairs(redis.call('HKEYS', KEYS[1])) do redis.call('ZREM', KEYS[2], id .. ' ' .. owner) end
  redis.call('DEL', KEYS[1])
else
  redis.call('HSET', KEYS[1], '@revision', tostring(tonumber(ARGV[2]) + 1), unpack(change.profile))
end
for _, id in ipairs(change.drop) do
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id .. ' ' .. owner)
end
for _, put in ipairs(change.put) do
  redis.call('HSET', KEYS[1], put[1], put[2])
  if put[3] == '' then
    redis.call('ZREM', KEYS[2], put[1] .. ' ' .. owner)
  else
    redis.call('ZADD', KEYS[2], put[3], put[1] .. ' ' .. owner)
  end
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, speech in ipairs(change.speech) do
  redis.call('ZADD', KEYS[3], now + tonumber(ARGV[4]), speech[1])
  redis.call('HSET', KEYS[4], speech[1], '0 c ' .. speech[2])
end
redis.call('SET', KEYS[5], '1', 'EX', ARGV[3])
return 'done'
