-- Write down what became of a post. A sid always counts; anything else only from the holder.
-- KEYS[1] hash  journal of one speech: state, token, at, lease, attempts, sid, code, status
-- ARGV[1] token   ARGV[2] state: sent, refused, doubtful or new   ARGV[3] sid or code
-- Returns 1 when written, 0 when something better is known or another one holds it. Bound: one speech.
local state = redis.call('HGET', KEYS[1], 'state')
if state == 'sent' then return 0 end
if ARGV[2] == 'sent' then
  redis.call('HSET', KEYS[1], 'state', 'sent', 'sid', ARGV[3])
  return 1
end
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] or (state ~= 'sending' and state ~= 'doubtful') then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'code', ARGV[3])
if ARGV[2] == 'doubtful' then redis.call('HINCRBY', KEYS[1], 'attempts', 1) end
return 1
