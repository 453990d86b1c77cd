-- What the scripts of the stream begin with. KEYS: the stream, the state of the cluster, the holes of its
-- history, the generation of the writer.
--
-- A sequence is given out once. Within one life of the Redis process sequences are dense; where
-- it is not certain that this is the state in which they were given out last, they leap. A leap
-- is an entry of its own, which names the sequence before it, so that whoever reads the stream
-- knows whether it has all that came before.

local LEAP = 1048576
local HOLES_KEPT = 64

local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local state = redis.call('HMGET', KEYS[2], 'seq', 'run')
local sequence = tonumber(state[1] or '0')
local now = milliseconds()

local function id(at)
	return digits(at) .. '-' .. digits(now)
end

-- Returns an error, or nothing
local function failure_of(result)
	if type(result) == 'table' and result.err then
		return result
	end
end

local function add(at, ...)
	return failure_of(redis.pcall('XADD', KEYS[1], id(at), ...))
end

local function save(at)
	return failure_of(redis.pcall('HSET', KEYS[2], 'seq', digits(at), 'run', run))
end

-- The state may be gone or old while the stream is not
local function last_of_stream()
	local info = redis.pcall('XINFO', 'STREAM', KEYS[1])
	for i = 1, #info, 2 do
		if info[i] == 'last-generated-id' then
			return tonumber(string.match(info[i + 1], '^%d+'))
		end
	end
	return 0
end

-- The first command that writes is one that Redis refuses when it is out of memory: after it,
-- a script is no longer stopped
local function leap(position)
	local before = sequence
	-- Who has nothing cannot have lost it
	local lost = (before > 0 and position > before) and '1' or '0'
	local base = math.max(now * 1024, before + LEAP, position + LEAP, last_of_stream() + LEAP)
	local failure = add(base, 'h', digits(before), 'l', lost)
	if failure then
		return failure
	end
	redis.call('ZADD', KEYS[3], digits(base), digits(before) .. '-' .. digits(base) .. '-' .. lost)
	redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -1 - HOLES_KEPT)
	sequence = base
	return save(sequence)
end

local function leap_if_in_doubt(position)
	if sequence == 0 or state[2] ~= run or position > sequence then
		return leap(position)
	end
end
