-- Says whether members are in rooms on a node.
-- KEYS: the nodes, the nodes with members, the rooms of the node with how many members each has
-- there. ARGV: node, what the keys of rooms begin with, then room, member and '1' or '0' for each.
-- Returns 1 and which of them have so come or left altogether, or 0 if the node is not alive.

local node = ARGV[1]
if not redis.call('ZSCORE', KEYS[1], node) then
	return { 0 }
end
local reply = { 1 }
for i = 3, #ARGV, 3 do
	local room = ARGV[i]
	local member = ARGV[i + 1]
	local key = ARGV[2] .. room
	local nodes = redis.call('HGET', key, member) or ''
	if ARGV[i + 2] == '1' then
		if without(nodes, node) == nodes then
			redis.call('HSET', key, member, (nodes == '') and node or (nodes .. ' ' .. node))
			redis.call('HINCRBY', KEYS[3], room, 1)
			redis.call('SADD', KEYS[2], node)
			redis.call('HSET', key, '', version)
			if nodes == '' then
				table.insert(reply, (i - 3) / 3)
			end
		end
	else
		local removed, left = remove(key, member, nodes, node)
		if removed and redis.call('HINCRBY', KEYS[3], room, -1) <= 0 then
			redis.call('HDEL', KEYS[3], room)
		end
		if left then
			table.insert(reply, (i - 3) / 3)
		end
	end
end
if redis.call('EXISTS', KEYS[3]) == 0 then
	redis.call('SREM', KEYS[2], node)
end
return reply
