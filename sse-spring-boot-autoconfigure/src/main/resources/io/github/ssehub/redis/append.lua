-- Appends records with the sequences that follow, all or none, and returns the first sequence.
-- ARGV: generation, position, greatest length of the stream, writer, then number and bytes of
-- each record.

if redis.call('GET', KEYS[4]) ~= ARGV[1] then
	return redis.error_reply('SSEFENCED Not the current generation of the writer')
end
local position = tonumber(ARGV[2])
local count = (#ARGV - 4) / 2

local function add_record(index)
	return failure_of(redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], id(sequence + index),
		'w', ARGV[4], 'n', ARGV[3 + 2 * index], 'r', ARGV[4 + 2 * index]))
end

-- What is refused must not be in the stream, so that whatever may be refused comes before
local function add_records()
	local failure = save(sequence + count) or add_record(1)
	if failure then
		save(sequence)
		return failure
	end
	for index = 2, count do
		failure = failure or add_record(index)
	end
	return failure
end

local failure = leap_if_in_doubt(position) or add_records()
if failure and string.find(failure.err, 'equal or smaller', 1, true) then
	-- The state is older than the stream
	failure = leap(position) or add_records()
end
return failure or sequence + 1
