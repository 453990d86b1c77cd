-- Tells what a node knows of a detached stream, unless another one has taken it over.
-- KEYS: the stream. ARGV: node, time in milliseconds for which it is kept from now on, state, from,
-- last, about. Returns whether the stream is still that of the node (1 or 0).

local known = redis.call('HMGET', KEYS[1], 'node', 'state')
if known[1] and known[1] ~= ARGV[1] then
	return 0
end
-- What was on its way may be overtaken by the end
if ARGV[3] ~= 'RUNNING' or not known[2] or known[2] == 'RUNNING' then
	redis.call('HSET', KEYS[1], 'node', ARGV[1], 'state', ARGV[3], 'from', ARGV[4], 'last', ARGV[5],
		'about', ARGV[6])
	redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 1
