-- Takes over a detached stream whose node is gone.
-- KEYS: the stream, the nodes, each with the time at which it ends. ARGV: node that takes it over.
-- Returns whether it has it now (1 or 0).

local known = redis.call('HMGET', KEYS[1], 'node', 'state')
if known[2] ~= 'RUNNING' then
	return 0
end
if known[1] ~= ARGV[1] then
	local ends = redis.call('ZSCORE', KEYS[2], known[1])
	if ends and tonumber(ends) > milliseconds() then
		return 0
	end
	redis.call('HSET', KEYS[1], 'node', ARGV[1])
end
return 1
