-- Write down what will be said instead, before it is posted.
-- KEYS[1] hash  journal of one speech: state, token, said
-- ARGV[1] token   ARGV[2] what is to be said
-- Returns 1 when written, 0 when another one holds the speech. Bound: one speech.
local fields = redis.call('HMGET', KEYS[1], 'state', 'token')
if fields[1] ~= 'sending' or fields[2] ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'said', ARGV[2])
return 1
