-- Read reminders that may be due, with Redis' clock beside them. Changes nothing.
-- KEYS[1] hash  owner     epoch, holder, until
-- KEYS[2..]     chat      one hash per reminder: reminder id -> record, @field -> profile
-- ARGV[1] epoch   ARGV[2] n, how many fields of the profile   ARGV[3..] their names, then an id per reminder
-- Returns "fenced", or the present in unix µs and then, per reminder, its record and the fields. Bound: the caller's batch.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
local count = tonumber(ARGV[2])
local names = {}
for i = 1, count do names[i] = ARGV[2 + i] end
local time = redis.call('TIME')
local rows = {time[1] * 1000000 + time[2]}
for position = 2, #KEYS do
  rows[position] = redis.call('HMGET', KEYS[position], ARGV[1 + count + position], unpack(names))
end
return rows
