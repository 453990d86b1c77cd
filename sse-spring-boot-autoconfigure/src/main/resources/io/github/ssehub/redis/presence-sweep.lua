-- Removes members that are on nodes only that are not alive.
-- KEYS: the nodes, the nodes with members. ARGV: what the keys of the rooms of nodes begin with,
-- what the keys of rooms begin with, how many rooms at most, after how many members no other room
-- is begun.
-- Returns 1 if there may be more to do or 0, then room and member for each that has left.

local reply = { 0 }
local rooms_left = tonumber(ARGV[3])
local members_left = tonumber(ARGV[4])

local function sweep(node, room)
	local key = ARGV[2] .. room
	local all = redis.call('HGETALL', key)
	for i = 1, #all, 2 do
		members_left = members_left - 1
		if all[i] ~= '' then
			local _, left = remove(key, all[i], all[i + 1], node)
			if left then
				table.insert(reply, room)
				table.insert(reply, all[i])
			end
		end
	end
end

for _, node in ipairs(redis.call('SMEMBERS', KEYS[2])) do
	if not redis.call('ZSCORE', KEYS[1], node) then
		local rooms = ARGV[1] .. node
		for _, room in ipairs(redis.call('HRANDFIELD', rooms, rooms_left)) do
			sweep(node, room)
			redis.call('HDEL', rooms, room)
			rooms_left = rooms_left - 1
			if members_left <= 0 then
				break
			end
		end
		if redis.call('EXISTS', rooms) == 0 then
			redis.call('SREM', KEYS[2], node)
		end
		if rooms_left <= 0 or members_left <= 0 then
			reply[1] = 1
			return reply
		end
	end
end
return reply
