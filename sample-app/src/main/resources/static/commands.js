/** Command lines to try, each with a button to copy it. */
export function showCommands(list, room) {
	const server = (location.protocol === "http:") ? location.host : location.origin;
	const url = `${server}/rooms/${encodeURIComponent(room)}`;
	const commands = [
		["Listen to this room", `curl -N ${url}`],
		["Post a line", `curl -d 'Hello from curl' -H 'Content-Type: text/plain' ${url}`],
		["Ask who is here", `curl ${url}/members`],
		["Generate a text", `curl -N -d '{"prompt":"hi"}' -H 'Content-Type: application/json' ${server}/generate`],
		["Watch the server", `curl -N ${server}/stats`],
	];
	list.replaceChildren(...commands.map(([title, command]) => {
		const [item, label, code, copy] = ["li", "span", "code", "button"].map((tag) => document.createElement(tag));
		label.textContent = title;
		code.textContent = command;
		code.tabIndex = 0;
		copy.type = "button";
		copy.className = "quiet";
		copy.textContent = "Copy";
		copy.setAttribute("aria-label", `Copy: ${title}`);
		copy.addEventListener("click", async () => {
			copy.textContent = await copied(command, code) ? "Copied" : "Selected";
			setTimeout(() => copy.textContent = "Copy", 1_600);
		});
		item.append(label, code, copy);
		return item;
	}));
}

async function copied(text, shownAs) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	}
	catch {
		// No clipboard outside of localhost and HTTPS: leave it to the visitor's Ctrl+C
		getSelection().selectAllChildren(shownAs);
		return false;
	}
}
