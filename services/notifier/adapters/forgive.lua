-- Let a speech that was given up be sent after all, and its person be written to.
-- KEYS[1] hash  journal of one speech: state, attempts, tries, form, not_before, pause
-- KEYS[2] hash  person: standing
-- ARGV[1] the state that is forgiven
-- Returns 1 when it was given up, else 0. Bound: one speech.
redis.call('HDEL', KEYS[2], 'standing')
if redis.call('HGET', KEYS[1], 'state') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'state', 'new')
redis.call('HDEL', KEYS[1], 'attempts', 'tries', 'form', 'not_before', 'pause')
return 1
