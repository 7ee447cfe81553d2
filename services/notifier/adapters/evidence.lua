-- Note what Twilio reports about a message: whatever it says, the message was sent.
-- KEYS[1] hash  journal of one speech: state, token, at, lease, attempts, sid, code, status
-- ARGV[1] sid   ARGV[2] status   ARGV[3] its rank   ARGV[4] how long to keep the journal, s
-- Returns 1 when it was not known to be sent, else 0. The status only ever rises. Bound: one speech.
local known = redis.call('HMGET', KEYS[1], 'state', 'rank')
if tonumber(ARGV[3]) > tonumber(known[2] or '-1') then
  redis.call('HSET', KEYS[1], 'status', ARGV[2], 'rank', ARGV[3])
end
if known[1] == 'sent' then return 0 end
redis.call('HSET', KEYS[1], 'state', 'sent', 'sid', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
