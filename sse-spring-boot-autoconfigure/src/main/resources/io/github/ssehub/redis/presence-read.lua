-- Reads who is in rooms. KEYS: the nodes. ARGV: what the keys of rooms begin with, after how many
-- members no other room is begun, a node that does not count or nothing, then room and the version
-- that is known for each.
-- Returns how many rooms it has looked at, then for each with another version an array: which one
-- it is, the version, the members on nodes that are alive and count.

local now = milliseconds()
local alive = {}

local function is_alive(node)
	if alive[node] == nil then
		local ends = redis.call('ZSCORE', KEYS[1], node)
		alive[node] = (ends and tonumber(ends) > now) or false
	end
	return alive[node]
end

local function any_alive(nodes)
	for node in string.gmatch(nodes, '%S+') do
		if node ~= ARGV[3] and is_alive(node) then
			return true
		end
	end
	return false
end

local budget = tonumber(ARGV[2])
local reply = { 0 }
for i = 4, #ARGV, 2 do
	reply[1] = reply[1] + 1
	local key = ARGV[1] .. ARGV[i]
	local version = redis.call('HGET', key, '') or 'none'
	if version ~= ARGV[i + 1] then
		local entry = { (i - 4) / 2, version }
		local all = redis.call('HGETALL', key)
		for j = 1, #all, 2 do
			if all[j] ~= '' and any_alive(all[j + 1]) then
				table.insert(entry, all[j])
			end
		end
		table.insert(reply, entry)
		budget = budget - #all / 2
		if budget <= 0 then
			break
		end
	end
end
return reply
