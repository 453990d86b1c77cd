-- Makes a generation the current one of a writer, and judges what its node has.
-- ARGV: generation, position of the node, zero if it has none, time in seconds for which the
-- writer is remembered, and earlier positions, from which its history went on elsewhere. Returns
-- the last sequence and the time in milliseconds.

local generation = tonumber(ARGV[1])
local position = tonumber(ARGV[2])
if tonumber(redis.call('GET', KEYS[4]) or '0') > generation then
	return redis.error_reply('SSEFENCED Not the latest generation of the writer')
end
local failure = leap_if_in_doubt(position)
if failure then
	return failure
end

-- A position inside a hole: what was acknowledged is gone. The first node that has it tells
-- all others, which may not have come so far
local function tell_if_gone(at)
	local hole = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. at, '+inf', 'LIMIT', 0, 1)[1]
	if not hole then
		return
	end
	local before, base, lost = string.match(hole, '^(%d+)-(%d+)-(%d)$')
	if lost == '0' and tonumber(before) > 0 and tonumber(before) < tonumber(at) then
		local refusal = add(sequence + 1, 'x', base)
		if refusal then
			return refusal
		end
		sequence = sequence + 1
		refusal = save(sequence)
		if refusal then
			return refusal
		end
		redis.call('ZREM', KEYS[3], hole)
		redis.call('ZADD', KEYS[3], base, before .. '-' .. base .. '-1')
	end
end

failure = tell_if_gone(ARGV[2])
for i = 4, #ARGV do
	failure = failure or tell_if_gone(ARGV[i])
end
if failure then
	return failure
end

redis.call('SET', KEYS[4], ARGV[1], 'EX', ARGV[3])
return { sequence, now }
