-- Take several speeches to one person for one message: all of them, or none.
-- KEYS[1] string  the name under which they are told together -> [[speech, reminder] …], JSON
-- KEYS[2] hash    waiting: speech -> fact
-- KEYS[3] hash    person: reminded (not before)
-- KEYS[4] hash    journal of the speech that is held already: state, token, said, with
-- KEYS[5…] hash   journals of the others: state, token, at, lease, form, not_before, said, fact, with
-- ARGV[1] token   ARGV[2] lease, ms   ARGV[3] how long to keep the journal, s   ARGV[4] what is to be said
-- ARGV[5] the name   ARGV[6] what it stands for   ARGV[7] gap between two reminders, ms, or 0 without any
-- ARGV[8…] speech and fact of each of the others
-- Returns 1 when all are taken, 0 when one is in other hands. Bound: the keys.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local mine = redis.call('HMGET', KEYS[4], 'state', 'token')
if mine[1] ~= 'sending' or mine[2] ~= ARGV[1] then return 0 end
for at = 5, #KEYS do
  local other = redis.call('HMGET', KEYS[at], 'state', 'form', 'not_before')
  if (other[1] and other[1] ~= 'new') or other[2] or other[3] then return 0 end
end

redis.call('SET', KEYS[1], ARGV[6], 'EX', ARGV[3])
redis.call('HSET', KEYS[4], 'said', ARGV[4], 'with', ARGV[5])
for at = 5, #KEYS do
  local speech, fact = ARGV[8 + (at - 5) * 2], ARGV[9 + (at - 5) * 2]
  redis.call('HSET', KEYS[at], 'state', 'sending', 'token', ARGV[1], 'at', now, 'lease', now + tonumber(ARGV[2]),
    'said', ARGV[4], 'fact', fact, 'with', ARGV[5])
  redis.call('HDEL', KEYS[at], 'after')
  redis.call('EXPIRE', KEYS[at], ARGV[3])
  redis.call('HDEL', KEYS[2], speech)
end
if tonumber(ARGV[7]) > 0 then
  redis.call('HSET', KEYS[3], 'reminded', now + tonumber(ARGV[7]))
  redis.call('EXPIRE', KEYS[3], ARGV[3])
end
return 1
